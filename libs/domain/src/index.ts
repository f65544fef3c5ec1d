/** Decisions as pure functions: eligibility, routing, the referral's life, clocks, measures. Append a line for each part; never a `default`. */
export { foldMeasure } from "./measures/fold-measure.ts";
export type { Measure, Obstacle, OfferEnd } from "./measures/measure.ts";
export { definitions, measureDefinitions, type MeasureDefinition } from "./measures/definitions.ts";
export { addCounts, countNames, noCounts, type CountName, type Counts } from "./measures/counts.ts";
export {
  addHistograms,
  histogramSize,
  intervalNames,
  percentile,
  type Histogram,
  type IntervalName,
} from "./measures/intervals.ts";
export * from "./measures/breakdowns.ts";
export * from "./measures/cube.ts";
export {
  contributionsOf,
  countsOf,
  needsEarlier,
  type Contribution,
  type CountingContext,
} from "./measures/count-referral.ts";
export { barToJudging, isForAudit, refusalIn, type Refusal as AuditedRefusal } from "./measures/audit-sample.ts";
export { checkMeasureOf, contributionOfCheck, type CheckMeasure } from "./measures/count-check.ts";
export { missedBecauseOf, refusalOf } from "./measures/missed-opportunity.ts";
export { changesByItselfAt, twoHourMetOf, twoHourStandingOf } from "./measures/two-hour.ts";
export * from "./referral/new-fact.ts";
export * from "./referral/refusal.ts";
export * from "./referral/context.ts";
export {
  ignore,
  type Decision as ReferralDecision,
  type IgnoredBecause,
  type Input as ReferralInput,
  type SubmittedMessage,
  type TimerName,
} from "./referral/decision.ts";
export * from "./referral/referral.ts";
export { evolve, fold } from "./referral/evolve.ts";
export { endsMachineWork } from "./referral/ends-machine-work.ts";
export { decide } from "./referral/decide.ts";
export { isOlderContent } from "./referral/on-submitted.ts";
export { ownerOf, responsibilityOf, type Responsibility } from "./referral/owner.ts";
export { nextDeadlineOf, timersOf, type Timer } from "./referral/deadlines.ts";
export { boardRowOf } from "./referral/board-row.ts";
export { readReferralNumber, referralNumberOf } from "./referral/referral-number.ts";
export { commandsFor } from "./referral/commands-for.ts";
export { isInScope, mayCommand } from "./referral/who-may.ts";
export * from "./routing/civil-time.ts";
export * from "./routing/opening-hours.ts";
export * from "./routing/directory.ts";
export * from "./routing/locate.ts";
export * from "./routing/rank-teams.ts";
export * from "./visibility/roles.ts";
export * from "./visibility/rows-table.ts";
export * from "./visibility/commands-table.ts";
export * from "./visibility/person-table.ts";
export * from "./visibility/submissions-table.ts";
export * from "./visibility/routes-table.ts";
export { isNhsNumber, nhsNumberDigits } from "./identifiers/nhs-number.ts";
export {
  bringsCandidate,
  caseIdFields,
  caseIdOf,
  normalise,
  type FeedCase,
  type FeedMessage,
} from "./referral/normalise-message.ts";
export type {
  AmbulanceCase,
  CommunityCase,
  HospitalCase,
  Normalised,
  NormaliseContext,
  PrimaryCareCase,
} from "./referral/normalise-shared.ts";
export { wrongInMeaning, wrongOrganisations, type WrongMeaning } from "./referral/normalise-wrong-meaning.ts";
export { fieldName } from "./referral/normalise-field-names.ts";
export { wrongFieldsInWords, wrongMeaningInWords, type WrongField } from "./referral/normalise-wrong-fields.ts";
export { scoreNews2 } from "./scores/news2.ts";
export { compileCriteria, type CompiledCriteria } from "./eligibility/compile-criteria.ts";
export { assess, type Assessment } from "./eligibility/assess.ts";
export { assessWithOpenInputs, type AssessmentWithOpenInputs } from "./eligibility/open-inputs.ts";
export { pictureOfCheck } from "./eligibility/picture-of-check.ts";
export { emptyFrame, placeOf, textOfCode } from "./eligibility/frame.ts";
export { readInputs } from "./eligibility/read-inputs.ts";
export {
  findingsForStaff,
  instructionFor,
  missingFor,
  nextBestFor,
  wordsFor,
  type FindingForStaff,
  type ReasonInWords,
} from "./eligibility/words.ts";
export { ageInYears } from "./referral/normalise-age.ts";
export { laneOf } from "./referral/board-row.ts";
export { actorOf, namedPersonOf } from "./referral/actors.ts";
export { isWorse, severityOf } from "./referral/compare-assessments.ts";
export { isCrewWaiting } from "./referral/steps.ts";
export {
  MINUTE_MS,
  clockStartOf,
  decisionByMs,
  handBackAtMs,
  minutesMs,
  offerTimes,
  twoHourDueAtMs,
  wholeMinutesBetween,
} from "./clock/time-of-receipt.ts";
export * from "./measures/local-periods.ts";
export * from "./measures/team-hours.ts";
export { buildFamily, type Family, type FamilyCell } from "./disclosure/build-family.ts";
export * from "./disclosure/commissioner-family.ts";
export { hideCells, type Hidden } from "./disclosure/hide-cells.ts";
export * from "./disclosure/periods.ts";
export { roundCount, type DisclosureRules, type ShownCount } from "./disclosure/rules.ts";
export type { FhirBundle, FhirEntry, FhirJson, FhirObject, FhirResourceJson } from "./bars/fhir-bundle.ts";
export { operationOutcomeOf, refusalOfProblem } from "./bars/operation-outcome.ts";
export { ourEncounterIdOf, type AnswerParts } from "./bars/answer-parts.ts";
export { plannedAnswer } from "./bars/planned-answer.ts";
export { interimAnswer, type Interim } from "./bars/interim-answer.ts";
export { fullAnswer, type Full } from "./bars/full-answer.ts";
export { useContextOf } from "./bars/use-context.ts";
export {
  answerOwed,
  nothingTold,
  toldAfter,
  type AnswerOwed,
  type AnswerWords,
  type Told,
} from "./bars/answer-owed.ts";
export { capabilityStatementOf } from "./bars/capability-statement.ts";
export { messageDefinitionsOf } from "./bars/message-definitions.ts";
export { serviceRequestOf, serviceRequestsOf, type HeldServiceRequest } from "./bars/service-request-read.ts";
export type * from "./bars/bars-message.ts";
export { isSameSystem, systemKey, systemName } from "./bars/identifier-systems.ts";
export { readBarsMessage } from "./bars/read-bars-message.ts";
export { feedValueOf, type FeedValueOptions } from "./bars/feed-value.ts";
export { whoIsSent } from "./bars/patient-sent.ts";
