/**
 * What commissioners and the service read. Every number comes with its definition and how complete it is.
 * `report` is the one contract for both: commissioners get it disclosed (`isDisclosed`), staff unsuppressed. `throughput` is live and for staff alone.
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

/** A cell: a number, `*` (hidden: fewer than 8, or hidden to protect such a number), or null where there is nothing to count or to divide by. */
export const shown = z.union([z.number(), z.literal("*")]).nullable();
export type Shown = z.output<typeof shown>;

/** `2026`, `2026-Q4`, `2026-10`, `2026-W41` (ISO week). */
export const reportPeriodId = z
  .string()
  .regex(
    /^20\d\d(-Q[1-4]|-(0[1-9]|1[0-2])|-W(0[1-9]|[1-4]\d|5[0-3]))?$/,
    "A period is a year (2026), a quarter (2026-Q4), a month (2026-10) or a week (2026-W41).",
  );

export const reportPeriodKind = z.enum(["year", "quarter", "month", "week"]);

/** `by`: none, one or two breakdowns with a comma between; the order does not matter. */
export const reportQuery = z.strictObject({
  period: reportPeriodId,
  compare: reportPeriodId.optional(),
  by: z
    .string()
    .regex(/^([A-Za-z]+(,[A-Za-z]+)?)?$/, "Name one breakdown, or two with a comma between.")
    .default(""),
});

/** Which part of the page a measure belongs to. `states`: where referrals are now; they add up to received. */
export const measureGroup = z.enum([
  "demand",
  "advice",
  "acceptance",
  "two-hour",
  "intervals",
  "ending",
  "avoidance",
  "missed",
  "repeat",
  "completeness",
  "states",
]);
export type MeasureGroup = z.output<typeof measureGroup>;

export const measureUnit = z.enum(["referrals", "offers", "checks", "percent", "minutes", "per 100,000"]);

export const reportMeasure = z.object({
  /** Key of a row's `cells`. Counts have the names of the domain's counts; derived ones end in `Percent`, `Median`, `Ninetieth`, `Rate`. */
  id: z.string(),
  name: z.string(),
  group: measureGroup,
  unit: measureUnit,
  /** Which direction is good for patients. */
  better: z.enum(["more", "less", "neither"]),
  definition: z.string(),
  /** Must be shown with the number, word for word. */
  caption: z.string().nullable(),
  /** Of the records of the period, percent that carry what the number needs; null when nothing can be missing or there are none. */
  completePercent: shown,
  /** What may be missing, in words. */
  completeWords: z.string().nullable(),
  /** A percentage: ids of the counts it is made from. Intervals: the count it is taken over. */
  part: z.string().nullable(),
  whole: z.string().nullable(),
});
export type ReportMeasure = z.output<typeof reportMeasure>;

export const reportPeriod = z.object({
  id: z.string(),
  kind: reportPeriodKind,
  /** In words: `October 2026`. */
  name: z.string(),
  /** Local dates, both included. */
  from: z.iso.date(),
  to: z.iso.date(),
  days: z.int(),
  /** Not over yet on the day of the numbers. */
  isUnfinished: z.boolean(),
  /** Numbers may still change until `finalFrom`. */
  isProvisional: z.boolean(),
  finalFrom: z.iso.date(),
});
export type ReportPeriod = z.output<typeof reportPeriod>;

export const reportRow = z.object({
  period: z.string(),
  /** One value for each breakdown of the answer's `by`; null: all of them together. Empty without breakdowns. */
  by: z.array(z.string().nullable()),
  /** A value for each measure's id. */
  cells: z.record(z.string(), shown),
});
export type ReportRow = z.output<typeof reportRow>;

/** What the numbers are held against. All are area data, dated. */
export const reportStandards = z.object({
  /** National floor of the two-hour response, percent. */
  twoHourFloorPercent: z.number(),
  /** The area's published mean, percent, and where it is from. */
  twoHourComparisonPercent: z.number(),
  twoHourComparisonWords: z.string(),
  /** More review than this from crews on scene is a fault of the criteria, percent. */
  reviewFromCrewsMostPercent: z.number(),
});

export const disclosureRules = z.object({
  roundedTo: z.int(),
  hiddenFrom: z.int(),
  hiddenTo: z.int(),
  /** Medians and 90th centiles are taken from this many on. */
  leastForCentiles: z.int(),
  words: z.string(),
});

export const reportAnswer = z
  .object({
    /** Staff: now. Commissioners: the moment the publication was made. */
    asOf: instant,
    area: z.string(),
    /** Disclosure control was applied: counts rounded, small ones hidden, percentages from rounded counts. */
    isDisclosed: z.boolean(),
    rules: disclosureRules.nullable(),
    period: reportPeriod,
    compare: reportPeriod.nullable(),
    /** Breakdowns, in the order of each row's `by`. */
    by: z.array(z.string()),
    standards: reportStandards,
    /** Sentences that belong to the whole page, such as what is not seen here. */
    captions: z.array(z.string()),
    measures: z.array(reportMeasure),
    /** The period, then the compared one: first all together, then margins, then the breakdown's cells. */
    rows: z.array(reportRow),
    /** The same kind of period up to and with this one (13 months, 9 quarters, 5 years, 13 weeks), all together, oldest first. */
    series: z.array(reportRow),
    seriesPeriods: z.array(reportPeriod),
    /** What may be asked, for pickers. */
    allowed: z.object({
      breakdowns: z.array(z.object({ id: z.string(), name: z.string() })),
      pairs: z.array(z.tuple([z.string(), z.string()])),
    }),
  })
  .meta({ id: "ReportAnswer" });
export type ReportAnswer = z.output<typeof reportAnswer>;

export const demandByHourQuery = z.strictObject({
  quarter: z.string().regex(/^20\d\d-Q[1-4]$/, "A quarter is written 2026-Q4."),
});

export const demandByHourAnswer = z
  .object({
    asOf: instant,
    area: z.string(),
    isDisclosed: z.boolean(),
    period: reportPeriod,
    hours: z.array(
      z.object({
        /** Local hour of the day, 0 to 23. */
        hour: z.int().min(0).max(23),
        received: shown,
        /** Jobs that the teams open in this hour can hold at once, summed over the days of the quarter; null when it is not known. */
        capacity: z.number().nullable(),
        /** Share of the days on which the team with the longest hours was open by its published hours, 0 to 1. */
        openShare: z.number().nullable(),
        /** Team hours published, and of those really offered: neither paused nor closed; null when it is not known. */
        publishedTeamHours: z.number().nullable(),
        offeredTeamHours: z.number().nullable(),
      }),
    ),
    definitions: z.array(definition),
  })
  .meta({ id: "DemandByHourAnswer" });
export type DemandByHourAnswer = z.output<typeof demandByHourAnswer>;

/** One organisation's published month. Counts are rounded to the nearest five by the publisher. */
export const publishedMonth = z.object({
  month: z.string(),
  referrals: z.number().nullable(),
  contacts: z.number().nullable(),
  twoHourPercent: z.number().nullable(),
});

export const reconciliationAnswer = z
  .object({
    asOf: instant,
    area: z.string(),
    isDisclosed: z.boolean(),
    publication: z.object({
      title: z.string(),
      period: z.string(),
      source: z.string(),
      licence: z.string(),
      notes: z.array(z.string()),
    }),
    /** Months that both have; empty when there is none, and `words` says so. */
    months: z.array(
      z.object({
        month: z.string(),
        ours: z.object({ twoHourInScope: shown, twoHourPercent: shown }),
        theirs: publishedMonth,
        /** Ours minus theirs. */
        difference: z.object({ referrals: shown, percentagePoints: shown }),
      }),
    ),
    words: z.string(),
    /** Why the two may differ. */
    explanations: z.array(z.string()),
    /** The published series of the area and of its providers; providers' rows hold all their areas. */
    published: z.array(
      z.object({
        ods: z.string(),
        name: z.string(),
        kind: z.enum(["area", "provider"]),
        months: z.array(publishedMonth),
      }),
    ),
  })
  .meta({ id: "ReconciliationAnswer" });
export type ReconciliationAnswer = z.output<typeof reconciliationAnswer>;

/** Refusals and declines of a month for a clinician's agree or disagree: ids only, the record is opened (and audited) by its own route. */
export const auditSampleQuery = z.strictObject({
  month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, "A month is written 2026-10."),
});

export const auditSampleAnswer = z
  .object({
    month: z.string(),
    area: z.string(),
    /** How they were chosen. */
    words: z.string(),
    referrals: z.array(
      z.object({
        referralId: z.uuid(),
        receivedAt: instant,
        /** Null: not judged yet. */
        judgement: z.enum(["agree", "disagree"]).nullable(),
      }),
    ),
  })
  .meta({ id: "AuditSampleAnswer" });
export type AuditSampleAnswer = z.output<typeof auditSampleAnswer>;
