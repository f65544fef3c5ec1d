/**
 * Where a report's numbers come from: live rollups for staff, the stored publication for commissioners. In: periods and breakdowns. Out: groups of cells that
 * know what may be shown. The report itself is made in one way from either.
 */
import {
  addCounts,
  addMinutes,
  histogramSize,
  percentile,
  type Breakdowns,
  type CountName,
  type CubeCell,
  type IntervalName,
  type Period,
} from "@ucrt/domain";
import type { Shown } from "@ucrt/schemas";
import type { Kysely } from "kysely";
import { countOfInterval, type PublishedGroup } from "./make-publication.ts";
import { readPublished } from "./publication-rows.ts";
import { readCube, readJoinedMonths } from "./read-cube.ts";
import type { MetricsTables } from "./tables.ts";

export interface Group {
  readonly values: readonly string[];
  readonly count: (name: CountName) => Shown;
  readonly centile: (name: IntervalName, share: 0.5 | 0.9) => Shown;
}

export interface PeriodNumbers {
  /** Epoch ms at which these numbers stood so. */
  readonly asOfMs: number;
  readonly groups: readonly Group[];
}

export interface NumbersSource {
  readonly isDisclosed: boolean;
  /** By period id; a period of which nothing is known is not there. */
  readonly read: (
    periods: readonly Period[],
    breakdowns: readonly string[],
  ) => Promise<ReadonlyMap<string, PeriodNumbers>>;
}

/** True numbers, now. Staff only. */
export function liveNumbers(
  db: Kysely<MetricsTables>,
  { nowMs, leastForCentiles }: { readonly nowMs: number; readonly leastForCentiles: number },
): NumbersSource {
  const readOne = async (period: Period, breakdowns: readonly string[]): Promise<readonly CubeCell[]> => {
    const by = breakdowns as unknown as Breakdowns;
    if (period.kind === "week")
      return readCube(db, { from: period.from, to: period.to, grain: "week", breakdowns: by });
    return readCube(db, { ...monthsOf(period), grain: "month", breakdowns: by });
  };
  // A week is asked for by its Monday.
  const readJoined = async (period: Period, breakdowns: readonly string[]): Promise<readonly CubeCell[]> =>
    period.kind === "week"
      ? readOne({ ...period, to: period.from }, breakdowns)
      : readJoinedMonths(db, { ...monthsOf(period), breakdowns: breakdowns as unknown as Breakdowns });
  return {
    isDisclosed: false,
    read: async (periods, breakdowns) => {
      const found = new Map<string, CubeCell[]>(periods.map(({ id }) => [id, []]));
      const [first, last] = [periods[0], periods.at(-1)];
      // A series of months or weeks, oldest first, is one read: thirteen months are thirteen rows. Quarters and years are joined where they lie.
      if (first !== undefined && last !== undefined && periods.length > 2 && isOneCell(first)) {
        const cells = await readOne({ ...first, to: first.kind === "week" ? last.from : last.to }, breakdowns);
        for (const cell of cells) found.get(periodWith(periods, cell.period)?.id ?? "")?.push(cell);
      } else {
        for (const period of periods) found.get(period.id)?.push(...(await readJoined(period, breakdowns)));
      }
      return new Map(
        [...found].map(([id, cells]) => [
          id,
          { asOfMs: nowMs, groups: joined(cells).map((cell) => groupOf(cell, leastForCentiles)) },
        ]),
      );
    },
  };
}

const isOneCell = ({ kind }: Period): boolean => kind === "month" || kind === "week";

const monthsOf = ({ from, to }: Period): { readonly from: string; readonly to: string } => ({
  from: from.slice(0, 7),
  to: to.slice(0, 7),
});

/** The one a cell of a month or of a week lies in. */
const periodWith = (periods: readonly Period[], cellPeriod: string): Period | undefined =>
  periods.find((one) =>
    one.kind === "week"
      ? one.from === cellPeriod
      : cellPeriod >= one.from.slice(0, 7) && cellPeriod <= one.to.slice(0, 7),
  );

/** Cells of several months with the same values become one. */
function joined(cells: readonly CubeCell[]): CubeCell[] {
  const groups = new Map<string, CubeCell>();
  for (const cell of cells) {
    const key = cell.by.map(({ value }) => value).join("\u0000");
    const known = groups.get(key);
    groups.set(
      key,
      known === undefined
        ? cell
        : { ...known, counts: addCounts(known.counts, cell.counts), minutes: addMinutes(known.minutes, cell.minutes) },
    );
  }
  return [...groups.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, cell]) => cell);
}

/** Minutes are looked at only where a centile is asked for. */
const groupOf = (cell: CubeCell, leastForCentiles: number): Group => ({
  values: cell.by.map(({ value }) => value),
  count: (name) => cell.counts[name],
  centile: (name, share) =>
    histogramSize(cell.minutes[name]) < leastForCentiles
      ? null
      : Math.round(10 * (percentile(cell.minutes[name], share) ?? 0)) / 10,
});

/** What was published. The only numbers a commissioner ever gets. */
export function publishedNumbers(db: Kysely<MetricsTables>): NumbersSource {
  return {
    isDisclosed: true,
    read: async (periods, breakdowns) => {
      const tables = await readPublished(db, {
        periods: periods.map(({ id }) => id),
        breakdowns: breakdowns.join(","),
      });
      return new Map(
        tables.map(({ period, asOfMs, groups }) => [period, { asOfMs, groups: sorted(groups).map(publishedGroup) }]),
      );
    },
  };
}

const sorted = (groups: readonly PublishedGroup[]): PublishedGroup[] =>
  groups.toSorted((one, other) => (one.values.join("\u0000") < other.values.join("\u0000") ? -1 : 1));

const publishedGroup = ({ values, counts, centiles }: PublishedGroup): Group => ({
  values,
  count: (name) => counts[name] ?? 0,
  centile: (name, share) => {
    const kept = centiles[name];
    if (kept === undefined) return counts[countOfInterval[name]] === "*" ? "*" : null;
    return kept === "*" ? "*" : kept[share === 0.5 ? 0 : 1];
  },
});
