// What the numbers are held against is the area's data: it can be read, and says what was agreed for it.
import { expect, it } from "vitest";
import { readMetricsSettings, readPublishedActivity } from "./read-metrics-settings.ts";

it("has the thresholds of the real area, and overlays only the publication for the demonstration", () => {
  const real = readMetricsSettings("mid-and-south-essex").value;
  expect(real.disclosure).toMatchObject({ roundTo: 5, hideFrom: 1, hideTo: 7 });
  expect(real).toMatchObject({ leastForCentiles: 20, provisionalWeeks: 6, publicationEveryMinutes: 1440 });
  expect(real.standards).toMatchObject({ twoHourFloorPercent: 70, twoHourComparisonPercent: 89 });
  expect(readMetricsSettings("demo").value).toEqual({ ...real, publicationEveryMinutes: 1 });
});

it("has the twelve published months of the area: 13,285 referrals, a mean of 89.2 %", () => {
  const area = readPublishedActivity("demo").value.organisations["QH8"];
  const months = Object.values(area?.months ?? {});
  expect(months).toHaveLength(12);
  expect(months.reduce((sum, month) => sum + (month.referrals ?? 0), 0)).toBe(13_285);
  expect(months.reduce((sum, month) => sum + (month.contacts ?? 0), 0)).toBe(20_600);
  expect(months.reduce((sum, month) => sum + (month.twoHourPercent ?? 0), 0) / 12).toBeCloseTo(89.2, 1);
});
