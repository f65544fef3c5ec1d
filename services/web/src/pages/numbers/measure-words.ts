/** Headings for the subjects of the report, and units as they stand behind a number. */
import type { MeasureGroup, ReportMeasure } from "@ucrt/schemas";

export const groupWords: Readonly<Record<MeasureGroup, string>> = {
  demand: "Demand",
  advice: "First advice",
  acceptance: "Offers and acceptance",
  "two-hour": "Two-hour response",
  intervals: "Intervals",
  ending: "How they ended",
  avoidance: "Avoided, as reported by staff",
  missed: "Missed opportunities",
  repeat: "Repeat referrals",
  completeness: "Completeness",
  states: "Where they are now",
};

/** `%`, `min`; nothing behind a count. */
export function unitOf({ unit }: Pick<ReportMeasure, "unit">): string {
  return unit === "percent" ? "%" : unit === "minutes" ? "min" : "";
}
