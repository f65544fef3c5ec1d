/**
 * What commissioners and the service read. Every number comes with its definition.
 */
import { z } from "zod";
import { instant } from "../instant.ts";

export const metricsPeriod = z.enum(["hour", "day", "month"]);
/** `outcome`: the first the criteria gave. `response`: the one it has now. */
export const metricsGroup = z.enum(["none", "source", "feed", "place", "team", "outcome", "response"]);

/** A date of this service's life: the database knows no year 0, and nothing was counted before 2000. */
const dayOfTheService = z.iso.date().refine((date) => date >= "2000-01-01", "This date is before the year 2000.");

export const throughputQuery = z.strictObject({
  from: dayOfTheService.optional(),
  to: dayOfTheService.optional(),
  period: metricsPeriod.default("day"),
  by: metricsGroup.default("none"),
});

/** One period and one group. Counts of referrals unless said otherwise; minutes are whole. */
export const throughputRow = z.object({
  /** Start of the period in local time: `2026-11-22`, `2026-11-22T14`, `2026-11`. */
  period: z.string(),
  group: z.string(),
  received: z.int(),
  suitable: z.int(),
  review: z.int(),
  redirect: z.int(),
  emergency: z.int(),
  offered: z.int(),
  accepted: z.int(),
  declined: z.int(),
  lapsed: z.int(),
  handedBack: z.int(),
  withdrawn: z.int(),
  arrived: z.int(),
  closed: z.int(),
  /** Two-hour referrals in scope, and those met within 120 minutes, by each start. */
  twoHourInScope: z.int(),
  twoHourMet: z.int(),
  twoHourMetFromNeedIdentified: z.int(),
  medianMinutesToFirstContact: z.number().nullable(),
});

export const definition = z.object({ measure: z.string(), text: z.string() });

export const throughputAnswer = z
  .object({
    asOf: instant,
    area: z.string(),
    isProvisional: z.boolean(),
    rows: z.array(throughputRow),
    totals: throughputRow.omit({ period: true, group: true }),
    twoHourPercent: z.number().nullable(),
    definitions: z.array(definition),
    /** Referrals received = sum over present states. */
    conservation: z.object({ received: z.int(), byState: z.record(z.string(), z.int()) }),
  })
  .meta({ id: "ThroughputAnswer" });
export type ThroughputAnswer = z.output<typeof throughputAnswer>;
