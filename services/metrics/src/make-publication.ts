/**
 * Makes what commissioners read about one calendar year: every table they may ask for, disclosed as one family. In: true cells of the year, thresholds.
 * Out: rows with rounded or hidden counts and with medians from enough referrals on, ready to be stored. Pure; no true count leaves it.
 */
import {
  addMinutes,
  buildFamily,
  commissionerTables,
  commissionerWeekCounts,
  countAliases,
  countRelations,
  hideCells,
  histogramSize,
  intervalNames,
  noMinutes,
  percentile,
  quarterOfMonth,
  roundCount,
  weekOfMonday,
  worthForCommissioners,
  type CubeCell,
  type DisclosureRules,
  type Family,
  type IntervalName,
  type Minutes,
  type ShownCount,
} from "@ucrt/domain";

export interface YearOfCells {
  readonly year: string;
  /** Months, of every table of commissioners. */
  readonly months: readonly CubeCell[];
  /** Weeks of the whole area that touch the year; their period is the Monday. */
  readonly weeks: readonly CubeCell[];
  /** Hours of the day of each month, whole area: `2026-10T14`. */
  readonly hours: readonly CubeCell[];
}

export interface PublicationRules {
  readonly disclosure: DisclosureRules;
  readonly leastForCentiles: number;
}

export interface PublishedGroup {
  readonly values: readonly string[];
  /** Counts that are not 0. */
  readonly counts: Readonly<Record<string, ShownCount>>;
  /** Median and 90th centile, whole minutes; `*`: too few, or their number is hidden. An interval that is not here has no referrals. */
  readonly centiles: Readonly<Partial<Record<IntervalName, readonly [median: number, ninetieth: number] | "*">>>;
}

export interface PublishedTable {
  readonly period: string;
  /** As `source,place`; `hour` for hours of the day. */
  readonly breakdowns: string;
  readonly groups: readonly PublishedGroup[];
}

export interface Publication {
  readonly tables: readonly PublishedTable[];
  readonly counts: number;
  readonly hidden: number;
  /** Must be 0: else nothing is published. */
  readonly unprotected: number;
  /** Sums that the true counts do not keep: a fault of the counting. */
  readonly broken: readonly string[];
}

/** The count an interval is taken over: where it is hidden, so are the centiles. */
export const countOfInterval = {
  receivedToDecision: "received",
  receivedToOffered: "offered",
  receivedToAccepted: "accepted",
  acceptedToArrived: "arrived",
  clockStartToArrived: "arrived",
  twoHourToArrived: "twoHourInScope",
  needIdentifiedToArrived: "arrived",
  arrivedToClosed: "arrived",
  receivedToClosed: "closed",
} as const satisfies Readonly<Record<IntervalName, string>>;

export function makePublication({ year, months, weeks, hours }: YearOfCells, rules: PublicationRules): Publication {
  const named = weeks.map((cell) => ({ ...cell, period: weekOfMonday(cell.period) }));
  const family = buildFamily({
    year,
    months,
    weeks: named,
    weekCounts: commissionerWeekCounts,
    hours: hours.map(({ period, counts }) => ({
      month: period.slice(0, 7),
      hour: Number(period.slice(8)),
      count: counts.received,
    })),
    hourCount: "received",
    tables: commissionerTables,
    relations: countRelations,
    aliases: countAliases,
    worthOf: worthForCommissioners,
  });
  const { isHidden, unprotected } = hideCells(family.system, rules.disclosure);
  const shownAt = (cell: number): ShownCount =>
    isHidden[cell] === 1 ? "*" : roundCount(family.system.values[cell] ?? 0, rules.disclosure);
  const minutes = minutesByPlace(year, months, named);
  const { isSilent } = family.system;
  return {
    tables: [...tablesOf(family, shownAt, minutes, rules), ...hourTables(family, shownAt)],
    counts: isSilent.reduce((sum, silent) => sum + (1 - silent), 0),
    hidden: isHidden.reduce((sum, hidden, cell) => sum + (isSilent[cell] === 1 ? 0 : hidden), 0),
    unprotected,
    broken: family.broken,
  };
}

type Shown = (cell: number) => ShownCount;

function tablesOf(
  family: Family,
  shownAt: Shown,
  minutes: ReadonlyMap<string, Minutes>,
  { leastForCentiles }: PublicationRules,
): PublishedTable[] {
  return family.periods.flatMap((period) =>
    commissionerTables.flatMap(({ breakdowns, counts: all }) => {
      if (period.includes("W") && breakdowns.length > 0) return [];
      const names = period.includes("W") ? commissionerWeekCounts : all;
      const groups = family.valuesOf(breakdowns).flatMap((values) => {
        const counts: Record<string, ShownCount> = {};
        for (const count of names) {
          const cell = family.cellOf({ period, breakdowns, values, count });
          if (cell !== undefined) counts[count] = shownAt(cell);
        }
        if (Object.keys(counts).length === 0) return [];
        const centiles: Partial<Record<IntervalName, readonly [number, number] | "*">> = {};
        const kept = minutes.get(placeKey(period, breakdowns, values)) ?? noMinutes;
        for (const name of intervalNames) {
          const size = histogramSize(kept[name]);
          if (size === 0) continue;
          const isWithheld = size < leastForCentiles || counts[countOfInterval[name]] === "*";
          centiles[name] = isWithheld ? "*" : [whole(kept, name, 0.5), whole(kept, name, 0.9)];
        }
        return [{ values, counts, centiles }];
      });
      return [{ period, breakdowns: breakdowns.join(","), groups }];
    }),
  );
}

const whole = (minutes: Minutes, name: IntervalName, share: number): number =>
  Math.round(percentile(minutes[name], share) ?? 0);

function hourTables(family: Family, shownAt: Shown): PublishedTable[] {
  return family.periods
    .filter((period) => period.includes("Q"))
    .map((period) => ({
      period,
      breakdowns: "hour",
      groups: Array.from({ length: 24 }, (_none, hour) => {
        const cell = family.cellOf({ period, breakdowns: ["hour"], values: [String(hour)], count: "received" });
        return { values: [String(hour)], counts: cell === undefined ? {} : { received: shownAt(cell) }, centiles: {} };
      }),
    }));
}

const placeKey = (period: string, breakdowns: readonly string[], values: readonly string[]): string =>
  `${period}|${breakdowns.join(",")}|${values.join("\u0000")}`;

function minutesByPlace(
  year: string,
  months: readonly CubeCell[],
  weeks: readonly CubeCell[],
): ReadonlyMap<string, Minutes> {
  const sums = new Map<string, Minutes>();
  const add = (period: string, { by, minutes }: CubeCell): void => {
    const key = placeKey(
      period,
      by.map((one) => one.breakdown),
      by.map((one) => one.value),
    );
    sums.set(key, addMinutes(sums.get(key) ?? noMinutes, minutes));
  };
  for (const cell of months) for (const period of [cell.period, quarterOfMonth(cell.period), year]) add(period, cell);
  for (const cell of weeks) add(cell.period, cell);
  return sums;
}
