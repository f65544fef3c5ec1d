/**
 * Reads what is kept. In: months or weeks, a grain, no breakdown, one, or a kept pair. Out: cells, unrounded, in the order of period and values.
 * Never for an outside reader as it is: disclosure control comes first. A year of months is twelve rows.
 */
import {
  addCounts,
  addMinutes,
  keptPairs,
  monthsBetween,
  sundayOfWeek,
  type Breakdowns,
  type CubeCell,
} from "@ucrt/domain";
import type { Kysely } from "kysely";
import { cellsOfBytes, joinedCellsOfBytes } from "./cell-bytes.ts";
import { groupingName, keptGroupings, type Grain } from "./month-sums.ts";
import type { MetricsTables } from "./tables.ts";

export interface CubeQuery {
  /** First and last period, both included: local months (`2026-10`), for weeks their Mondays (`2026-10-05`). */
  readonly from: string;
  readonly to: string;
  readonly grain: Grain;
  /** In the fixed order of the breakdowns. */
  readonly breakdowns: Breakdowns;
}

/** @throws RangeError when that grouping is not kept */
export async function readCube(db: Kysely<MetricsTables>, query: CubeQuery): Promise<CubeCell[]> {
  const { from, to, grain, breakdowns } = query;
  const cells = (await partsOf(db, query)).flatMap((part) => cellsOfBytes(part, breakdowns));
  return grain === "week" ? joinedWeeks(cells.filter(({ period }) => period >= from && period <= to)) : cells;
}

/**
 * All months of the range as one period, `2025-01 to 2025-12`, in the order of values: much less work than reading the months and adding them up.
 * @throws RangeError when that grouping is not kept
 */
export async function readJoinedMonths(
  db: Kysely<MetricsTables>,
  { from, to, breakdowns }: Omit<CubeQuery, "grain">,
): Promise<CubeCell[]> {
  return joinedCellsOfBytes(
    await partsOf(db, { from, to, grain: "month", breakdowns }),
    breakdowns,
    from === to ? from : `${from} to ${to}`,
  );
}

/** The bytes of each month that the question touches. */
async function partsOf(db: Kysely<MetricsTables>, { from, to, grain, breakdowns }: CubeQuery): Promise<Buffer[]> {
  const name = groupingName(breakdowns);
  if (!isKept(grain, breakdowns))
    throw new RangeError(`Not kept: ${grain} by "${name}". Pairs that are kept: ${keptPairs.join("; ")}`);
  if (from > to) return [];
  const [first, last] = grain === "week" ? [from.slice(0, 7), sundayOfWeek(to).slice(0, 7)] : [from, to];
  const rows = await db
    .selectFrom("rollup")
    .select("cells")
    .where("grain", "=", grain)
    .where("breakdowns", "=", name)
    .where("month", ">=", first)
    .where("month", "<=", last)
    .orderBy("month")
    .execute();
  return rows.map(({ cells }) => cells);
}

export const isKept = (grain: Grain, breakdowns: Breakdowns): boolean =>
  keptGroupings.some((kept) => kept.grain === grain && groupingName(kept.breakdowns) === groupingName(breakdowns));

/** A week that lies in two months is kept in two parts. */
function joinedWeeks(parts: readonly CubeCell[]): CubeCell[] {
  const weeks = new Map<string, CubeCell>();
  for (const part of parts) {
    const known = weeks.get(part.period);
    weeks.set(
      part.period,
      known === undefined
        ? part
        : {
            ...known,
            counts: addCounts(known.counts, part.counts),
            minutes: addMinutes(known.minutes, part.minutes),
          },
    );
  }
  return [...weeks.values()];
}

/** How fresh the numbers of these months are: when each was rolled up last, and whether something has changed since. Months nothing is known of are left out. */
export async function readFreshness(
  db: Kysely<MetricsTables>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<{ readonly month: string; readonly rolledAt: number; readonly isBehind: boolean }[]> {
  const months = monthsBetween(from, to);
  if (months.length === 0) return [];
  const rows = await db
    .selectFrom("rollup_month")
    .select(({ exists, selectFrom }) => [
      "month",
      "rolled_at",
      exists(selectFrom("dirty_month").select("id").whereRef("dirty_month.month", "=", "rollup_month.month")).as(
        "is_behind",
      ),
    ])
    .where("month", "in", months)
    .orderBy("month")
    .execute();
  return rows.map((row) => ({ month: row.month, rolledAt: row.rolled_at, isBehind: Boolean(row.is_behind) }));
}
