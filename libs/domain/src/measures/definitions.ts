/**
 * What each count and interval means, printed beside it wherever it is shown: name, label, text, source, and the count that says how complete it is.
 * A two-hour referral is type 05 of CSDS. Every referral counts in the local month of its receipt.
 */
import type { CountName } from "./counts.ts";
import { definitionsOfReasons } from "./definitions-of-reasons.ts";
import type { IntervalName } from "./intervals.ts";

export interface MeasureDefinition {
  readonly name: CountName | IntervalName;
  readonly label: string;
  readonly text: string;
  /** Where the definition comes from. `this service`: chosen here, said in the text. */
  readonly source: string;
  /** Read beside it: `of` counts those that could have it, `complete` those whose data say. Null: always known. */
  readonly completeness: { readonly complete: CountName; readonly of: CountName } | null;
}

const service = "this service";
const twoHourSource = "two-hour standard, CSDS guidance; outpatient rule of the data dictionary for re-routing";

const define = (
  name: MeasureDefinition["name"],
  label: string,
  text: string,
  source: string = service,
  completeness: MeasureDefinition["completeness"] = null,
): MeasureDefinition => ({ name, label, text, source, completeness });

const alternativeKnown = { complete: "withAlternative", of: "received" } as const;
const needKnown = { complete: "withNeedIdentified", of: "received" } as const;
const bothAnswers = { complete: "avoidanceAnswered", of: "arrived" } as const;
const nhsNumberKnown = { complete: "withNhsNumber", of: "received" } as const;
const avoidance = "two coded answers; reported by staff, not proven";

const whole: readonly MeasureDefinition[] = [
  define(
    "received",
    "Received",
    "Referrals received in the period, all responses. A case of the 999 stack is received when it is taken; one that was never taken was never ours.",
  ),
  define("suitable", "Suitable", "First outcome advised by the criteria set."),
  define("review", "Review", "First outcome advised by the criteria set: a clinician decides."),
  define("redirect", "Redirect", "First outcome advised by the criteria set: another service fits better."),
  define("emergency", "Emergency", "First outcome advised by the criteria set."),
  define("notAssessed", "Not assessed", "Received, and the criteria have not advised: still to come, or ended before."),
  define("offered", "Offered", "Referrals ever offered to a team."),
  define("accepted", "Accepted", "Referrals ever accepted by a named clinician."),
  define(
    "arrived",
    "Seen",
    "Referrals with a first face-to-face contact. A telephone call does not count.",
    twoHourSource,
  ),
  define("closed", "Closed", "Referrals closed with an outcome."),
  define("withdrawn", "Withdrawn", "Referrals withdrawn by the referrer."),
  define("withdrawnBeforeAcceptance", "Withdrawn before acceptance", "Withdrawn, and no team had ever accepted."),
  define("handedBack", "Handed back", "Referrals ever handed back to the referrer, 999 or the SPA clinician."),
  define(
    "handedBackByMachine",
    "Handed back automatically",
    "Cases of the 999 stack whose last hand-back was made by time or by an emergency outcome, not by a person.",
  ),
  define(
    "refused",
    "Refused",
    "Never accepted and never seen, and the referrer was told to go elsewhere: handed back, or advised of redirect or emergency with nothing after it. Without duplicates; a withdrawal is not a refusal.",
  ),
  define("refusedHandedBack", "Refused: handed back", "Of those refused, handed back."),
  define("refusedAdvised", "Refused: advised elsewhere", "Of those refused, advised redirect or emergency."),
  define(
    "held",
    "Held until open",
    "Ever held until opening time: same-day from then on, so out of the two-hour denominator.",
  ),
  define("noAccess", "Nobody at the door", "Ever recorded as no access."),
  define("escalated", "Escalated to 999", "Ever escalated to 999 by a team or the SPA."),
  define("duplicates", "Duplicates", "Closed or handed back as a duplicate of another referral."),
  define("careHome", "From care homes", "The person was in a care or nursing home."),
  ...(
    [
      ["stateReceived", "received"],
      ["stateDeciding", "with a clinician to decide"],
      ["stateAdvised", "advised, awaiting acknowledgement"],
      ["stateWaiting", "waiting for a team"],
      ["stateOffered", "offered"],
      ["stateAccepted", "accepted"],
      ["stateEnRoute", "team on the way"],
      ["stateArrived", "team with the person"],
      ["stateOnwardPending", "onward service asked"],
      ["stateNoAccess", "nobody at the door"],
      ["stateEscalated", "escalated to 999"],
      ["stateHandedBack", "handed back"],
      ["stateClosed", "closed"],
      ["stateWithdrawn", "withdrawn"],
    ] as const
  ).map(([name, words]) =>
    define(name, `Now: ${words}`, `Received in the period and now ${words}. The sum over all states is "received".`),
  ),
];

const twoHour: readonly MeasureDefinition[] = [
  define(
    "twoHourReferrals",
    "Two-hour referrals",
    "Received with the response two-hour (type 05), as it stands now. The sum of in scope, running, duplicates and withdrawn before acceptance.",
    twoHourSource,
  ),
  define("twoHourDuplicates", "Two-hour: duplicates", "Two-hour referrals left out as duplicates.", twoHourSource),
  define(
    "twoHourWithdrawn",
    "Two-hour: withdrawn before acceptance",
    "Two-hour referrals left out because they were withdrawn before any team accepted.",
    twoHourSource,
  ),
  define(
    "twoHourRunning",
    "Two-hour: clock still running",
    "Neither seen nor run out: not counted yet. Ended without a visit, it is counted once its two hours have run out.",
    twoHourSource,
  ),
  define(
    "twoHourInScope",
    "Two-hour referrals counted",
    "Two-hour referrals received in the period, without duplicates and those withdrawn before acceptance, who have been seen or whose two hours have run out. Not seen counts as not met, and refused referrals are among them. Provisional for six weeks.",
    twoHourSource,
  ),
  define(
    "twoHourMet",
    "Two hours met",
    "Of those counted, first face-to-face contact within 120 minutes of the area's clock start. No pauses; the telephone never stops the clock; re-routing keeps the first clock.",
    twoHourSource,
  ),
  define("twoHourMetFromReceived", "Two hours met, from receipt", "The same, counted from receipt.", twoHourSource),
  define(
    "twoHourMetFromNeedIdentified",
    "Two hours met, from need identified",
    "The same, counted from the moment need was identified, where the referrer gave one that is not after receipt; else from receipt.",
    twoHourSource,
    needKnown,
  ),
  define("twoHourSeenLate", "Seen after two hours", "Of those counted and not met, seen later.", twoHourSource),
  define("twoHourNotSeen", "Not seen", "Of those counted and not met, never seen face to face.", twoHourSource),
  define(
    "everTwoHour",
    "Ever two-hour",
    "The response is two-hour, or once was by the criteria or a clinician. A referral nobody has judged yet is two-hour.",
  ),
  define(
    "movedFromTwoHour",
    "Moved away from two-hour",
    "Of those ever two-hour, the response is another now: by a clinician, by a hold, or by a new assessment. They have left the two-hour denominator.",
  ),
  define(
    "arrivedBackTimed",
    "Arrivals entered late",
    "First face-to-face contacts written down later than the area's limit for late entry (15 minutes) after they happened.",
  ),
  define(
    "decidedInTime",
    "Decided in time",
    "The referrer's first answer (accepted, advised to go elsewhere, handed back) came by the decision time shown when it was received.",
  ),
  define("decidedLate", "Decided late", "The first answer came after that time."),
  ...definitionsOfReasons.breach,
];

const admission: readonly MeasureDefinition[] = [
  define(
    "avoidanceAnswered",
    "Seen with both answers",
    "Seen face to face; the referrer said what would have happened without UCRT, and the team closed with stayed home, virtual ward, community bed, conveyed, admitted, died or other. Unsure is an answer.",
    avoidance,
    bothAnswers,
  ),
  define(
    "avoidanceNoAlternative",
    "Referrer's answer missing",
    "Seen, and the referrer's answer is missing.",
    avoidance,
  ),
  define(
    "avoidanceNoCloseAnswer",
    "Team's answer missing",
    "Seen, and not closed yet, or closed with an administrative outcome that does not say where the person went.",
    avoidance,
  ),
  define("alternativeConvey", "Would have been conveyed", "Of those with both answers.", avoidance, bothAnswers),
  define("alternativeAdmit", "Would have been admitted", "Of those with both answers.", avoidance, bothAnswers),
  define(
    "alternativeConveyOrAdmit",
    "Would have gone to hospital",
    "Of those with both answers: conveyed or admitted.",
    avoidance,
    bothAnswers,
  ),
  define(
    "conveyanceAvoided",
    "Conveyance avoided",
    "The alternative was conveyance, and the person was not conveyed or admitted by closure.",
    avoidance,
    bothAnswers,
  ),
  define(
    "attendanceAvoided",
    "Attendance avoided",
    "The alternative was conveyance or admission, and the person was not conveyed or admitted by closure. Both would have meant attending hospital: conveyance avoided and admission avoided together.",
    avoidance,
    bothAnswers,
  ),
  define(
    "admissionAvoided",
    "Admission avoided",
    "The alternative was admission, and the person was not conveyed or admitted by closure. Died and other count as not conveyed.",
    avoidance,
    bothAnswers,
  ),
];

const missed: readonly MeasureDefinition[] = [
  define(
    "missed",
    "Missed opportunities",
    "Suitable by the criteria or by review, whichever spoke last; closed, withdrawn or handed back without being seen by any UCRT. Without patient's choice, clinical change (upgraded, unsafe, deterioration, emergency), death, duplicates and entries in error. 999 cases never offered are not seen here. What missed it is what last kept the person from a team: a closed service, no room, an offer that lapsed or was declined; if nothing did, how it ended.",
  ),
  define(
    "missedNoCapacity",
    "Missed: no capacity",
    "No team had room or the skill, a team declined for capacity, or it was handed back for capacity.",
  ),
  define(
    "missedOfferLapsed",
    "Missed: offer lapsed",
    "The last offer lapsed unanswered, or the hand-back time came first.",
  ),
  define(
    "missedClosedHours",
    "Missed: closed hours",
    "Nobody was open, it was held, or handed back because the service was closed.",
  ),
  define(
    "missedDeclined",
    "Missed: declined",
    "The last team declined for another reason than capacity, or handed back as not eligible.",
  ),
  define(
    "missedReferrerGaveUp",
    "Missed: referrer gave up",
    "Withdrawn with no obstacle recorded, or conveyed or admitted before a team arrived.",
  ),
  define("missedNotReached", "Missed: not reached", "Nobody could be reached at the door or by telephone."),
  define("missedOther", "Missed: other", "None of these is recorded."),
  define(
    "conveyedAfterVisit",
    "Conveyed after a visit",
    "Seen, and closed as conveyed or admitted. Not a missed opportunity.",
  ),
  define(
    "backAfterRefusal72h",
    "Refused, then back within 72 hours",
    "Received within 72 hours of the end of an earlier referral of the same verified NHS number that was refused. Counted on the referral that came back.",
    service,
    nhsNumberKnown,
  ),
  define(
    "repeatWithin7Days",
    "Repeat within 7 days",
    "Received within 7 days of the end of the last earlier referral of the same verified NHS number. Without duplicates.",
    service,
    nhsNumberKnown,
  ),
  define(
    "repeatWithin30Days",
    "Repeat within 30 days",
    "The same within 30 days; those within 7 are among them.",
    service,
    nhsNumberKnown,
  ),
  define(
    "checksMade",
    "Checks made",
    '"Would they take it?" asked before sending, in the month it was asked. Not a referral.',
  ),
  define(
    "checksNotSent",
    "Checked but not sent",
    "Checks that no referral names. A referral sent without naming its check is not recognised.",
  ),
  define(
    "candidatesSeen",
    "999 candidates seen",
    "Cases of the 999 stack shown as candidates. Cases 999 never showed are not seen here.",
  ),
  define(
    "candidatesTaken",
    "999 candidates taken",
    "Candidates that 999 confirmed as ours; each is among those received.",
  ),
  define(
    "candidatesNotTaken",
    "999 candidates not taken",
    "Candidates that left without being taken: left by SPA, upgraded, assigned or not confirmed.",
  ),
  define("auditAgreed", "Audit: agreed", "Of the monthly audit sample of refusals and declines, a clinician agreed."),
  define("auditDisagreed", "Audit: disagreed", "Of the sample, a clinician disagreed."),
];

const completeness: readonly MeasureDefinition[] = [
  define("withNhsNumber", "NHS number verified", "Received with an NHS number that passes its check."),
  define("withAge", "Age known", "Received with an age, stated or from the date of birth."),
  define("withPractice", "Practice known", "Received with the practice of the person."),
  define("withPlace", "Place known", "Received with a place found from postcode or practice."),
  define("withNeedIdentified", "Need identified known", "Received with the time at which need was identified."),
  define(
    "withAlternative",
    "Alternative known",
    'Received with the referrer\'s answer to "if UCRT could not come?".',
    service,
    alternativeKnown,
  ),
  define("arrivedWithCloseOutcome", "Close outcome known", "Seen, and closed with an outcome."),
];

const wholeMinutes = "Whole minutes, floored. Median and 90th centile are exact over all referrals of the period.";
const intervals: readonly MeasureDefinition[] = [
  define(
    "receivedToDecision",
    "Receipt to decision",
    `From receipt to the first answer: accepted, advised or handed back. ${wholeMinutes}`,
  ),
  define("receivedToOffered", "Receipt to first offer", `From receipt to the first offer to a team. ${wholeMinutes}`),
  define("receivedToAccepted", "Receipt to acceptance", `From receipt to the first acceptance. ${wholeMinutes}`),
  define(
    "acceptedToArrived",
    "Acceptance to arrival",
    `From the first acceptance to the first face-to-face contact. ${wholeMinutes}`,
  ),
  define(
    "clockStartToArrived",
    "Clock start to arrival",
    `From the area's clock start to the first face-to-face contact, all responses. ${wholeMinutes}`,
    twoHourSource,
  ),
  define(
    "twoHourToArrived",
    "Two-hour: clock start to arrival",
    `The same, of two-hour referrals counted. Those never seen have no minutes. ${wholeMinutes}`,
    twoHourSource,
  ),
  define(
    "needIdentifiedToArrived",
    "Need identified to arrival",
    `From the moment need was identified, where it is known and not after receipt. ${wholeMinutes}`,
    twoHourSource,
    needKnown,
  ),
  define("arrivedToClosed", "Arrival to closure", `From the first face-to-face contact to closure. ${wholeMinutes}`),
  define("receivedToClosed", "Receipt to closure", `From receipt to closure. ${wholeMinutes}`),
];

/** One for every count and every interval. */
export const measureDefinitions: readonly MeasureDefinition[] = [
  ...whole,
  ...twoHour,
  ...definitionsOfReasons.offers,
  ...definitionsOfReasons.endings,
  ...admission,
  ...missed,
  ...completeness,
  ...intervals,
];

/** Name and text alone. */
export const definitions = measureDefinitions.map(({ name, text }) => ({ measure: name as string, text }));
