/**
 * Everything that commissioners may ask about one calendar year, as one family of cells and the lines that bind them: breakdowns to their margins, months
 * to quarters to the year, weeks to months, hours to quarters, and the counts to each other. In: true counts of the months, weeks and hours. Out: the
 * system, and where each count stands in it. What is not in it is 0.
 */
import { createSystemBuilder, type LineSystem } from "./line-system.ts";
import { periodOf, quarterOfMonth } from "./periods.ts";

/** True counts of one month (or week, or hour) and one value of each breakdown. */
export interface FamilyCell {
  readonly period: string;
  readonly by: readonly { readonly breakdown: string; readonly value: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** One breakdown, two, or none (the whole area), and the counts that are shown with it. Margins of a pair must be tables too. */
export interface FamilyTable {
  readonly breakdowns: readonly string[];
  readonly counts: readonly string[];
  /** Quarters and years only. @default false */
  readonly isWithoutMonths?: boolean;
}

/** `total` = the sum of `parts`; with `isOpen` something more that is never shown. */
export interface CountRelation {
  readonly total: string;
  readonly parts: readonly string[];
  readonly isOpen: boolean;
}

/** `count` under a value of a breakdown is the same number as `same` without it: received under "outcome: review" is the count `review`. */
export interface CountAlias {
  readonly breakdown: string;
  readonly value: string;
  readonly count: string;
  readonly same: string;
}

export interface FamilyProps {
  readonly year: string;
  readonly months: readonly FamilyCell[];
  /** Of the whole area, named as ISO weeks; those over the turn of the year too. */
  readonly weeks?: readonly FamilyCell[];
  readonly weekCounts?: readonly string[];
  /** `period` is the month, `hour` 0 to 23; one count. */
  readonly hours?: readonly { readonly month: string; readonly hour: number; readonly count: number }[];
  readonly hourCount?: string;
  readonly tables: readonly FamilyTable[];
  readonly relations: readonly CountRelation[];
  readonly aliases?: readonly CountAlias[];
  /** How much a reader would miss a count; what protects others is chosen from the least. @default 0 for all */
  readonly worthOf?: (place: {
    readonly period: string;
    readonly breakdowns: number;
    readonly count: string;
  }) => number;
}

export interface Place {
  readonly period: string;
  /** Names and values in the table's order. */
  readonly breakdowns: readonly string[];
  readonly values: readonly string[];
  readonly count: string;
}

export interface Family {
  readonly system: LineSystem;
  /** The index of a count; undefined: it is 0. */
  readonly cellOf: (place: Place) => number | undefined;
  readonly periods: readonly string[];
  /** The values that a table has in any period. */
  readonly valuesOf: (breakdowns: readonly string[]) => readonly (readonly string[])[];
  /** Relations that the true counts do not keep, with the first place: a fault of the counting, and not used. */
  readonly broken: readonly string[];
}

const HOUR = "hour";
const tableKey = (breakdowns: readonly string[]): string => breakdowns.join(",");
const groupKey = (breakdowns: readonly string[], values: readonly string[]): string =>
  `${tableKey(breakdowns)}\u0000${values.join("\u0000")}`;

export function buildFamily(props: FamilyProps): Family {
  const builder = createSystemBuilder();
  const names = [...new Set(props.tables.flatMap((table) => table.counts))];
  const countIndex = new Map(names.map((name, index) => [name, index]));
  const groups = new Map<string, { readonly breakdowns: readonly string[]; readonly values: readonly string[] }>();
  const sums = new Map<string, Map<string, Int32Array>>();
  const broken = new Map<string, string>();

  const add = (period: string, group: string, counts: Readonly<Record<string, number>>): void => {
    let ofPeriod = sums.get(period);
    if (ofPeriod === undefined) sums.set(period, (ofPeriod = new Map()));
    let kept = ofPeriod.get(group);
    if (kept === undefined) ofPeriod.set(group, (kept = new Int32Array(names.length)));
    names.forEach((name, index) => {
      if (kept !== undefined) kept[index] = (kept[index] ?? 0) + (counts[name] ?? 0);
    });
  };
  const tables = new Map(props.tables.map((table) => [tableKey(table.breakdowns), table]));
  for (const { period, by, counts } of props.months) {
    const breakdowns = by.map((one) => one.breakdown);
    const table = tables.get(tableKey(breakdowns));
    if (table === undefined) continue;
    const values = by.map((one) => one.value);
    const key = groupKey(breakdowns, values);
    groups.set(key, { breakdowns, values });
    if (table.isWithoutMonths !== true) add(period, key, counts);
    add(quarterOfMonth(period), key, counts);
    add(props.year, key, counts);
  }

  // A cell for every count that is not 0.
  const cells = new Map<string, Map<string, Int32Array>>();
  for (const [period, ofPeriod] of sums) {
    const made = new Map<string, Int32Array>();
    for (const [key, counts] of ofPeriod) {
      const table = tables.get(key.slice(0, key.indexOf("\u0000")));
      const places = new Int32Array(names.length).fill(-1);
      const breakdowns = table?.breakdowns.length ?? 0;
      for (const name of table?.counts ?? []) {
        const index = countIndex.get(name) ?? 0;
        const value = counts[index] ?? 0;
        if (value > 0)
          places[index] = builder.addCell(value, { worth: props.worthOf?.({ period, breakdowns, count: name }) ?? 0 });
      }
      made.set(key, places);
    }
    cells.set(period, made);
  }
  const cellAt = (period: string, key: string, index: number): number | undefined => {
    const cell = cells.get(period)?.get(key)?.[index];
    return cell === undefined || cell < 0 ? undefined : cell;
  };
  const present = (list: readonly (number | undefined)[]): number[] => list.filter((cell) => cell !== undefined);

  const keysOfTable = new Map<string, string[]>([...tables.keys()].map((key) => [key, []]));
  for (const key of groups.keys()) keysOfTable.get(key.slice(0, key.indexOf("\u0000")))?.push(key);

  bindBreakdowns();
  bindPeriods();
  bindCounts();
  bindAliases();
  bindWeeks();
  bindHours();

  function bindBreakdowns(): void {
    for (const table of tables.values()) {
      table.breakdowns.forEach((_summed, position) => {
        const kept = table.breakdowns.filter((_name, index) => index !== position);
        const margin = tables.get(tableKey(kept));
        if (margin === undefined)
          throw new Error(`The table ${tableKey(table.breakdowns)} has no margin ${tableKey(kept)}`);
        const partsOf = new Map<string, string[]>();
        for (const key of keysOfTable.get(tableKey(table.breakdowns)) ?? []) {
          const total = groupKey(kept, groups.get(key)?.values.filter((_value, index) => index !== position) ?? []);
          partsOf.set(total, [...(partsOf.get(total) ?? []), key]);
        }
        const shared = table.counts
          .filter((name) => margin.counts.includes(name))
          .map((name) => countIndex.get(name) ?? 0);
        for (const period of cells.keys())
          for (const [total, parts] of partsOf)
            for (const index of shared) {
              const cell = cellAt(period, total, index);
              if (cell !== undefined) builder.addLine(cell, present(parts.map((part) => cellAt(period, part, index))));
            }
      });
    }
  }

  function bindPeriods(): void {
    const partsOf = new Map<string, string[]>();
    for (const period of sums.keys()) {
      const total = period.length === 7 && !period.includes("Q") ? quarterOfMonth(period) : props.year;
      if (total !== period) partsOf.set(total, [...(partsOf.get(total) ?? []), period]);
    }
    for (const [total, parts] of partsOf)
      for (const key of groups.keys())
        for (let index = 0; index < names.length; index += 1) {
          const cell = cellAt(total, key, index);
          if (cell !== undefined) builder.addLine(cell, present(parts.map((part) => cellAt(part, key, index))));
        }
  }

  function bindCounts(): void {
    for (const [period, ofPeriod] of cells)
      for (const [key, places] of ofPeriod) {
        const counts = tables.get(key.slice(0, key.indexOf("\u0000")))?.counts ?? [];
        relate(counts, `${period} ${key}`, (name) => {
          const index = countIndex.get(name) ?? 0;
          const cell = places[index] ?? -1;
          return { cell: cell < 0 ? undefined : cell, value: sums.get(period)?.get(key)?.[index] ?? 0 };
        });
      }
  }

  /** A line with one part: both are shown, or both are hidden. */
  function bindAliases(): void {
    for (const { breakdowns, values } of groups.values())
      for (const { breakdown, value, count, same } of props.aliases ?? []) {
        const position = breakdowns.indexOf(breakdown);
        if (position < 0 || values[position] !== value) continue;
        const margin = groupKey(
          breakdowns.filter((_name, index) => index !== position),
          values.filter((_value, index) => index !== position),
        );
        for (const period of cells.keys()) {
          const whole = cellAt(period, margin, countIndex.get(same) ?? -1);
          const part = cellAt(period, groupKey(breakdowns, values), countIndex.get(count) ?? -1);
          if (whole === undefined || part === undefined) continue;
          if (sumAt(period, margin, same) === sumAt(period, groupKey(breakdowns, values), count)) {
            builder.addLine(whole, [part]);
            builder.shareWorth(whole, part);
          } else if (!broken.has(same))
            broken.set(same, `${same} is not ${count} under ${breakdown} ${value}: ${period}`);
        }
      }
  }

  function sumAt(period: string, key: string, name: string): number {
    return sums.get(period)?.get(key)?.[countIndex.get(name) ?? -1] ?? 0;
  }

  function relate(
    counts: readonly string[],
    where: string,
    of: (name: string) => { readonly cell: number | undefined; readonly value: number },
  ): void {
    for (const { total, parts, isOpen } of props.relations) {
      if (!counts.includes(total)) continue;
      const kept = parts.filter((part) => counts.includes(part));
      const whole = of(total);
      const rest = whole.value - kept.reduce((sum, part) => sum + of(part).value, 0);
      const mayRest = isOpen || kept.length < parts.length;
      if (rest < 0 || (rest > 0 && !mayRest)) {
        if (!broken.has(total)) broken.set(total, `${total} is not the sum of ${parts.join(", ")}: ${where}`);
        continue;
      }
      if (whole.cell === undefined) continue;
      const line = present(kept.map((part) => of(part).cell));
      builder.addLine(whole.cell, mayRest ? [...line, builder.addCell(rest, { kind: "silent" })] : line);
    }
  }

  /** A week over the turn of a month is in two pieces that are never shown; so is a month's share of it. */
  function bindWeeks(): void {
    const weekCounts = (props.weekCounts ?? []).filter((name) => countIndex.has(name));
    const whole = groupKey([], []);
    const piecesOfMonth = new Map<string, number[]>();
    for (const { period, counts } of props.weeks ?? []) {
      const week = periodOf(period);
      if (week === undefined) continue;
      const isOurs = period.startsWith(props.year);
      const months = new Set([week.from.slice(0, 7), week.to.slice(0, 7)]);
      const places = new Int32Array(names.length).fill(-1);
      for (const name of weekCounts) {
        const index = countIndex.get(name) ?? 0;
        const value = counts[name] ?? 0;
        if (value === 0) continue;
        const cell = builder.addCell(value, { kind: isOurs ? "counted" : "given" });
        places[index] = cell;
        const pieces = [...months].map(
          (month) => [month, months.size === 1 ? cell : builder.addCell(0, { kind: "silent" })] as const,
        );
        if (months.size > 1)
          builder.addLine(
            cell,
            pieces.map(([, piece]) => piece),
          );
        for (const [month, piece] of pieces) {
          const key = `${month} ${index}`;
          piecesOfMonth.set(key, [...(piecesOfMonth.get(key) ?? []), piece]);
        }
      }
      if (isOurs) cells.set(period, new Map([[whole, places]]));
      relate(weekCounts, period, (name) => {
        const cell = places[countIndex.get(name) ?? 0] ?? -1;
        return { cell: cell < 0 ? undefined : cell, value: counts[name] ?? 0 };
      });
    }
    for (const [key, pieces] of piecesOfMonth) {
      const [month = "", index = "0"] = key.split(" ");
      const total = cellAt(month, whole, Number(index));
      if (total !== undefined) builder.addLine(total, pieces);
    }
  }

  function bindHours(): void {
    const index = countIndex.get(props.hourCount ?? "");
    if (index === undefined) return;
    const counts = new Map<string, number>();
    for (const { month, hour, count } of props.hours ?? []) {
      const key = `${quarterOfMonth(month)} ${hour}`;
      counts.set(key, (counts.get(key) ?? 0) + count);
    }
    const partsOf = new Map<string, number[]>();
    for (const [key, value] of counts) {
      if (value === 0) continue;
      const [quarter = "", hour = ""] = key.split(" ");
      const cell = builder.addCell(value);
      const places = new Int32Array(names.length).fill(-1);
      places[index] = cell;
      cells.get(quarter)?.set(groupKey([HOUR], [hour]), places);
      partsOf.set(quarter, [...(partsOf.get(quarter) ?? []), cell]);
    }
    for (const [quarter, parts] of partsOf) {
      const total = cellAt(quarter, groupKey([], []), index);
      if (total !== undefined) builder.addLine(total, parts);
    }
  }

  return {
    system: builder.build(),
    cellOf: ({ period, breakdowns, values, count }) => {
      const index = countIndex.get(count);
      return index === undefined ? undefined : cellAt(period, groupKey(breakdowns, values), index);
    },
    periods: [...cells.keys()],
    valuesOf: (breakdowns) => (keysOfTable.get(tableKey(breakdowns)) ?? []).map((key) => groups.get(key)?.values ?? []),
    broken: [...broken.values()],
  };
}
