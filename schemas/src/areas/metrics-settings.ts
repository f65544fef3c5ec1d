/**
 * `metrics.yaml` and `published-activity.yaml` of an area: thresholds, captions and what was published. Shapes only, no disk, so a browser may import it.
 */
import { z } from "zod";
import { odsCode } from "../instant.ts";

const percent = z.number().min(0).max(100);

export const metricsSettings = z
  .strictObject({
    effectiveFrom: z.iso.date(),
    basis: z.string(),
    /** `none, demonstration only` until a named person approves. */
    approver: z.string(),
    disclosure: z.strictObject({
      /** Odd, so that no count lies half-way. */
      roundTo: z
        .int()
        .min(3)
        .refine((base) => base % 2 === 1, "an odd number"),
      hideFrom: z.literal(1),
      /** At least the base, so that no number is rounded down to 0. */
      hideTo: z.int().min(2).max(50),
      leastSlack: z.int().min(2),
      leastPossible: z.int().min(2),
    }),
    leastForCentiles: z.int().min(1),
    provisionalWeeks: z.int().min(0).max(52),
    /** A publication is made at local midnight and then each so many minutes: 1,440 is once a day. */
    publicationEveryMinutes: z.int().min(1).max(1440),
    auditSampleReferrals: z.int().min(1).max(100),
    standards: z.strictObject({
      twoHourFloorPercent: percent,
      twoHourComparisonPercent: percent,
      twoHourComparisonWords: z.string(),
      reviewFromCrewsMostPercent: percent,
    }),
    captions: z.strictObject({
      admissionAvoidance: z.string(),
      poundsPerBed: z.string(),
      unseen: z.string(),
      provisional: z.string(),
    }),
    population: z.union([
      z.literal("none"),
      z.strictObject({ people: z.int().min(1), year: z.int().min(2000), source: z.string() }),
    ]),
  })
  .meta({ id: "MetricsSettings" });
export type MetricsSettings = z.output<typeof metricsSettings>;

const monthId = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, "a month is written 2026-10");

export const publishedActivity = z.strictObject({
  title: z.string(),
  period: z.string(),
  source: z.string(),
  licence: z.string(),
  notes: z.array(z.string()),
  /** Why our months and theirs differ. */
  explanations: z.array(z.string()),
  organisations: z.record(
    odsCode,
    z.strictObject({
      name: z.string(),
      kind: z.enum(["area", "provider"]),
      months: z.record(
        monthId,
        z.strictObject({
          referrals: z.number().nullable(),
          contacts: z.number().nullable(),
          twoHourPercent: percent.nullable(),
        }),
      ),
    }),
  ),
});
export type PublishedActivity = z.output<typeof publishedActivity>;
