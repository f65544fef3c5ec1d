/**
 * What may be asked of the report, by whom. In: the query and whether it is for a commissioner. Out: the question, or the fields that are wrong in words that
 * say what is allowed. Commissioners: months, quarters, years; weeks for the whole area only; the breakdowns and pairs that are published, no others.
 */
import {
  breakdownNames,
  commissionerBreakdowns,
  commissionerBreakdownsWithoutMonths,
  commissionerTables,
  commissionerWeekCounts,
  commissionerPairs,
  countNames,
  keptPairs,
  periodOf,
  type CountName,
  type Period,
} from "@ucrt/domain";
import type { ReportAnswer } from "@ucrt/schemas";

export interface AllowedQuestion {
  readonly period: Period;
  readonly compare: Period | null;
  /** In the order of the kept pair. */
  readonly by: readonly string[];
  /** Counts that are shown with this question. */
  readonly counts: ReadonlySet<CountName>;
  readonly allowed: ReportAnswer["allowed"];
}

export interface WrongQuestion {
  readonly field: "period" | "compare" | "by";
  readonly message: string;
}

const names: Readonly<Record<string, string>> = {
  feed: "Feed",
  source: "Source",
  place: "Place",
  team: "Team",
  outcome: "First advice",
  response: "Response",
  need: "Need",
  carePlace: "Care home or elsewhere",
  referrer: "Referrer",
};

/** The breakdowns and pairs for a kind of period. */
export function allowedFor(isDisclosed: boolean, kind: Period["kind"]): ReportAnswer["allowed"] {
  if (kind === "week") return { breakdowns: [], pairs: [] };
  const single: readonly string[] = isDisclosed
    ? commissionerBreakdowns.filter((name) => kind !== "month" || !commissionerBreakdownsWithoutMonths.includes(name))
    : breakdownNames;
  const pairs: readonly (readonly [string, string])[] = isDisclosed ? commissionerPairs : keptPairs;
  return {
    breakdowns: single.map((id) => ({ id, name: names[id] ?? id })),
    pairs: pairs.map(([one, other]) => [one, other]),
  };
}

export function allowedQuestion(
  query: { readonly period: string; readonly compare?: string | undefined; readonly by: string },
  isDisclosed: boolean,
): AllowedQuestion | WrongQuestion {
  const period = periodOf(query.period);
  if (period === undefined) return { field: "period", message: "This year has no such week." };
  const compare = query.compare === undefined ? null : periodOf(query.compare);
  if (compare === undefined) return { field: "compare", message: "This year has no such week." };
  if (compare !== null && compare.kind !== period.kind)
    return { field: "compare", message: `A ${period.kind} is compared with a ${period.kind}.` };
  const allowed = allowedFor(isDisclosed, period.kind);
  const asked = query.by === "" ? [] : query.by.split(",");
  const by = inKeptOrder(asked, allowed);
  if (by === undefined) return { field: "by", message: whatIsAllowed(period, allowed) };
  return { period, compare, by, counts: countsShown(isDisclosed, period, by), allowed };
}

function inKeptOrder(asked: readonly string[], allowed: ReportAnswer["allowed"]): readonly string[] | undefined {
  if (asked.length === 0) return [];
  if (asked.length === 1) return allowed.breakdowns.some(({ id }) => id === asked[0]) ? asked : undefined;
  return allowed.pairs.find((pair) => asked.every((name) => pair.includes(name)) && asked[0] !== asked[1]);
}

function whatIsAllowed({ kind }: Period, { breakdowns, pairs }: ReportAnswer["allowed"]): string {
  if (kind === "week") return "Weeks are for the whole area only: ask without by, or for a month, a quarter or a year.";
  return `A ${kind} can be broken down by ${breakdowns.map(({ id }) => id).join(", ")}; by two at once: ${pairs.map((pair) => pair.join(",")).join("; ")}.`;
}

function countsShown(isDisclosed: boolean, { kind }: Period, by: readonly string[]): ReadonlySet<CountName> {
  if (!isDisclosed) return new Set(countNames);
  if (kind === "week") return new Set<CountName>(commissionerWeekCounts);
  const table = commissionerTables.find(({ breakdowns }) => breakdowns.join() === by.join());
  return new Set((table?.counts ?? []) as readonly CountName[]);
}
