/**
 * The measures of the report: every count and interval with its definition, and the percentages made from two counts. Data and their words only.
 * In: nothing. Out: the list, in the order of the page. Never a number.
 */
import { intervalNames, measureDefinitions, type CountName, type IntervalName } from "@ucrt/domain";
import type { MeasureGroup, ReportMeasure } from "@ucrt/schemas";
import { countOfInterval } from "./make-publication.ts";

/** What the report shows of a count, of two, or of an interval. */
export type MeasureSource =
  | { readonly kind: "count"; readonly count: CountName }
  | { readonly kind: "percent"; readonly part: CountName; readonly whole: CountName }
  | { readonly kind: "centile"; readonly interval: IntervalName; readonly share: 0.5 | 0.9; readonly over: CountName }
  | { readonly kind: "rate"; readonly count: CountName };

export interface ReportMeasureKind extends Pick<
  ReportMeasure,
  "id" | "name" | "group" | "unit" | "better" | "definition"
> {
  readonly source: MeasureSource;
  readonly completeness: { readonly complete: CountName; readonly of: CountName } | null;
  readonly caption: "admissionAvoidance" | "unseen" | "provisional" | "population" | null;
}

const groupByPattern: readonly (readonly [RegExp, MeasureGroup])[] = [
  [/^state/, "states"],
  [/^(suitable|review|redirect|emergency|notAssessed|decided)/, "advice"],
  [/^(offer|accepted|declined|refused|held$)/, "acceptance"],
  [/^(twoHour|everTwoHour|movedFrom|breach|arrivedBackTimed)/, "two-hour"],
  [/^(avoidance|alternative|conveyanceAvoided|attendanceAvoided|admissionAvoided)/, "avoidance"],
  [/^(missed|conveyedAfterVisit|checks|candidates|audit)/, "missed"],
  [/^(repeat|backAfterRefusal)/, "repeat"],
  [/^(with[A-Z]|arrivedWithCloseOutcome)/, "completeness"],
  [/^(received|careHome|duplicates)/, "demand"],
];

/** `withdrawn` begins like `withPlace`, so the second letter decides. */
const groupOf = (id: string): MeasureGroup => groupByPattern.find(([pattern]) => pattern.test(id))?.[1] ?? "ending";

const moreIsBetter = new Set<string>(["accepted", "arrived", "twoHourMet", "decidedInTime", "candidatesTaken"]);
const lessIsBetter =
  /^(missed|offersLapsed|twoHourSeenLate|twoHourNotSeen|decidedLate|breach|arrivedBackTimed|noAccess|checksNotSent|candidatesNotTaken)/;
const betterOf = (id: string): ReportMeasure["better"] =>
  moreIsBetter.has(id) || /^(twoHourMet|with[A-Z])/.test(id) ? "more" : lessIsBetter.test(id) ? "less" : "neither";

const unitOfCount = (id: string): ReportMeasure["unit"] =>
  /^(offers|declined)/.test(id) ? "offers" : id.startsWith("checks") ? "checks" : "referrals";

const captionOf = (id: string): ReportMeasureKind["caption"] =>
  groupOf(id) === "avoidance"
    ? "admissionAvoidance"
    : /^(missed|candidates)/.test(id)
      ? "unseen"
      : id.startsWith("twoHour")
        ? "provisional"
        : null;

const intervals: ReadonlySet<string> = new Set(intervalNames);
const isInterval = (name: CountName | IntervalName): name is IntervalName => intervals.has(name);

const ofDefinitions = measureDefinitions.flatMap(({ name, label, text, completeness }): ReportMeasureKind[] => {
  if (!isInterval(name))
    return [
      {
        id: name,
        name: label,
        group: groupOf(name),
        unit: unitOfCount(name),
        better: betterOf(name),
        definition: text,
        source: { kind: "count", count: name },
        completeness,
        caption: captionOf(name),
      },
    ];
  return ([0.5, 0.9] as const).map((share) => ({
    id: `${name}${share === 0.5 ? "Median" : "Ninetieth"}`,
    name: `${label}, ${share === 0.5 ? "median" : "90th centile"}`,
    group: "intervals",
    unit: "minutes",
    better: "less",
    definition: text,
    source: { kind: "centile", interval: name, share, over: countOfInterval[name] },
    completeness,
    caption: null,
  }));
});

/** Part, whole, and what the percentage is called. */
const percentages: readonly (readonly [id: string, part: CountName, whole: CountName, name: string])[] = [
  ["twoHourPercent", "twoHourMet", "twoHourInScope", "Two-hour response"],
  ["twoHourFromReceivedPercent", "twoHourMetFromReceived", "twoHourInScope", "Two-hour response, from receipt"],
  [
    "twoHourFromNeedIdentifiedPercent",
    "twoHourMetFromNeedIdentified",
    "twoHourInScope",
    "Two-hour response, from need identified",
  ],
  ["movedFromTwoHourPercent", "movedFromTwoHour", "everTwoHour", "Moved away from two-hour"],
  ["arrivedBackTimedPercent", "arrivedBackTimed", "arrived", "Arrivals entered late"],
  ["suitablePercent", "suitable", "received", "Suitable"],
  ["reviewPercent", "review", "received", "Review"],
  ["redirectPercent", "redirect", "received", "Redirect"],
  ["emergencyPercent", "emergency", "received", "Emergency"],
  ["decidedInTimePercent", "decidedInTime", "received", "Decided in time"],
  ["acceptedPercent", "accepted", "received", "Accepted"],
  ["refusedPercent", "refused", "received", "Refused"],
  ["offersDeclinedPercent", "offersDeclined", "offersMade", "Offers declined"],
  ["offersLapsedPercent", "offersLapsed", "offersMade", "Offers lapsed"],
  ["careHomePercent", "careHome", "received", "From care homes"],
  ["missedPercent", "missed", "received", "Missed opportunities"],
  ["conveyedAfterVisitPercent", "conveyedAfterVisit", "arrived", "Conveyed after a visit"],
  ["repeatWithin7DaysPercent", "repeatWithin7Days", "received", "Repeat within 7 days"],
  ["repeatWithin30DaysPercent", "repeatWithin30Days", "received", "Repeat within 30 days"],
  ["conveyanceAvoidedPercent", "conveyanceAvoided", "avoidanceAnswered", "Conveyance avoided"],
  ["attendanceAvoidedPercent", "attendanceAvoided", "avoidanceAnswered", "Attendance avoided"],
  ["admissionAvoidedPercent", "admissionAvoided", "avoidanceAnswered", "Admission avoided"],
  ["avoidanceNoAlternativePercent", "avoidanceNoAlternative", "arrived", "Referrer's answer missing"],
  ["avoidanceNoCloseAnswerPercent", "avoidanceNoCloseAnswer", "arrived", "Team's answer missing"],
  ["withNhsNumberPercent", "withNhsNumber", "received", "NHS number verified"],
  ["withAgePercent", "withAge", "received", "Age known"],
  ["withPracticePercent", "withPractice", "received", "Practice known"],
  ["withPlacePercent", "withPlace", "received", "Place known"],
  ["withNeedIdentifiedPercent", "withNeedIdentified", "received", "Need identified known"],
  ["withAlternativePercent", "withAlternative", "received", "Alternative known"],
  ["arrivedWithCloseOutcomePercent", "arrivedWithCloseOutcome", "arrived", "Close outcome known"],
];

const labelOf = new Map<string, (typeof measureDefinitions)[number]>(measureDefinitions.map((one) => [one.name, one]));

const ofPercentages = percentages.map(([id, part, whole, name]): ReportMeasureKind => {
  const [of, over] = [labelOf.get(part), labelOf.get(whole)];
  return {
    id,
    name: `${name}, %`,
    group: groupOf(part),
    unit: "percent",
    better: betterOf(part),
    definition: `"${of?.label ?? part}" of 100 "${over?.label ?? whole}". ${of?.text ?? ""}`,
    source: { kind: "percent", part, whole },
    completeness: of?.completeness ?? null,
    caption: captionOf(part),
  };
});

const rate: ReportMeasureKind = {
  id: "receivedRate",
  name: "Received per 100,000 people",
  group: "demand",
  unit: "per 100,000",
  better: "neither",
  definition:
    "Referrals received in the period for each 100,000 people of the area, all ages, not standardised. Only when a population is loaded.",
  source: { kind: "rate", count: "received" },
  completeness: null,
  caption: "population",
};

export const reportMeasureKinds: readonly ReportMeasureKind[] = [...ofPercentages, rate, ...ofDefinitions];

/** Counts that must be known to show a measure. */
export function countsBehind({ source }: ReportMeasureKind): readonly CountName[] {
  switch (source.kind) {
    case "count":
    case "rate":
      return [source.count];
    case "percent":
      return [source.part, source.whole];
    case "centile":
      return [source.over];
  }
}
