/** Which numbers are looked at for "what moved most": few that overlap little, each of them something a reader can act on. In: the report. Out: pairs. Pure. */
import type { ReportAnswer } from "@ucrt/schemas";
import { cell, cellBefore, measureOf } from "./report-numbers.ts";
import type { Better, Pair } from "./what-moved.ts";

const shares: readonly {
  readonly name: string;
  readonly part: string;
  readonly whole: string;
  readonly better: Better;
}[] = [
  { name: "Seen within two hours", part: "twoHourMet", whole: "twoHourInScope", better: "more" },
  { name: "Accepted by a team", part: "accepted", whole: "received", better: "more" },
  { name: "Refused", part: "refused", whole: "received", better: "neither" },
  { name: "Answered by the decision time", part: "decidedInTime", whole: "received", better: "more" },
  { name: "Sent to a clinician to decide", part: "review", whole: "received", better: "neither" },
  { name: "Moved away from two-hour", part: "movedFromTwoHour", whole: "everTwoHour", better: "neither" },
  { name: "Arrivals entered late", part: "arrivedBackTimed", whole: "arrived", better: "less" },
  { name: "Missed opportunities", part: "missed", whole: "received", better: "less" },
  { name: "Conveyed after a visit", part: "conveyedAfterVisit", whole: "arrived", better: "neither" },
  { name: "Back within 30 days", part: "repeatWithin30Days", whole: "received", better: "less" },
  { name: "From care homes", part: "careHome", whole: "received", better: "neither" },
];

const medians = [
  { name: "Median time to a decision", interval: "receivedToDecision", counted: "received" },
  { name: "Median time to first contact", interval: "twoHourToArrived", counted: "twoHourInScope" },
] as const;

export function pairsOf(report: ReportAnswer): readonly Pair[] {
  const { period, compare } = report;
  // A part of a month is no month: its counts and its late cases are still to come.
  if (compare === null || period.isUnfinished || compare.isUnfinished) return [];
  const both = (id: string) => ({ now: cell(report, id), before: cellBefore(report, id) });
  return [
    {
      kind: "count",
      name: "Referrals received",
      better: "neither",
      ...both("received"),
      daysNow: period.days,
      daysBefore: compare.days,
    },
    ...shares.map(({ name, part, whole, better }): Pair => ({
      kind: "share",
      name,
      better,
      part: both(part),
      whole: both(whole),
    })),
    ...medians.map(({ name, interval, counted }): Pair => ({
      kind: "median",
      name,
      better: "less",
      median: both(`${interval}Median`),
      ninetieth: both(`${interval}Ninetieth`),
      counted: both(
        measureOf(report, `${interval}Median`)?.whole ?? measureOf(report, `${interval}Median`)?.part ?? counted,
      ),
    })),
  ];
}
