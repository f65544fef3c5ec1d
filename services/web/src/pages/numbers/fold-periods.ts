/** Sums rows of groups into periods for the chart. Pure. In: rows of the answer. Out: one sum for each period, the earliest first. */
import type { ThroughputAnswer } from "@ucrt/schemas";

/** The national floor of the two-hour standard, percent. */
export const floorPercent = 70;

export interface PeriodSum {
  readonly period: string;
  readonly received: number;
  readonly accepted: number;
  readonly arrived: number;
  readonly twoHourInScope: number;
  readonly twoHourMet: number;
}

export function byPeriod(rows: ThroughputAnswer["rows"]): readonly PeriodSum[] {
  const sums = new Map<string, PeriodSum>();
  for (const row of rows) {
    const sum = sums.get(row.period) ?? {
      period: row.period,
      received: 0,
      accepted: 0,
      arrived: 0,
      twoHourInScope: 0,
      twoHourMet: 0,
    };
    sums.set(row.period, {
      period: row.period,
      received: sum.received + row.received,
      accepted: sum.accepted + row.accepted,
      arrived: sum.arrived + row.arrived,
      twoHourInScope: sum.twoHourInScope + row.twoHourInScope,
      twoHourMet: sum.twoHourMet + row.twoHourMet,
    });
  }
  return [...sums.values()].toSorted((a, b) => (a.period < b.period ? -1 : 1));
}

/** A whole percentage; undefined when there is nothing to divide by. */
export function percent(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.round((100 * part) / whole);
}
