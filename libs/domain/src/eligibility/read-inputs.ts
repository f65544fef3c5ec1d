/**
 * Reads the inputs of the criteria out of a clinical picture. In: picture, source, the instant judged, the set's thresholds. Out: every input in a frame.
 * Written out one by one and not as a table of readers: calling one of fifty functions for each input took three times as long as all of this.
 * A test holds that every input is written. Pure; unknown is never read as "no".
 */
import type { ClinicalPicture, Source } from "@ucrt/schemas";
import type { CriteriaThresholds } from "@ucrt/schemas/criteria";
import { dayNumberOfDate } from "../routing/civil-time.ts";
import { allAnswers, type AllAnswers } from "./all-answers.ts";
import { answerCode, placeOf, wholeCoder, wordCoder, yesNoCode, type Frame } from "./frame.ts";
import { flagCodes, hasOpenFlag, readRedFlags } from "./read-red-flags.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface Subject {
  readonly picture: ClinicalPicture;
  readonly source: Source;
  /** Epoch milliseconds for which the decision is made. */
  readonly atMs: number;
}

const words = {
  source: wordCoder("source"),
  ageBasis: wordCoder("ageBasis"),
  sex: wordCoder("sex"),
  need: wordCoder("need"),
  carePlace: wordCoder("carePlace"),
  arpCategory: wordCoder("arpCategory"),
  agreesToVisit: wordCoder("agreesToVisit"),
  redFlagScreen: wordCoder("redFlagScreen"),
  observations: wordCoder("observations"),
  planKind: wordCoder("plan.kind"),
  sceneSafety: wordCoder("flags.sceneSafety"),
} as const;

const wholes = {
  ageYears: wholeCoder("ageYears"),
  minutesOnFloor: wholeCoder("fall.minutesOnFloor"),
  news2: wholeCoder("news2.total"),
  frailty: wholeCoder("clinicalFrailtyScale"),
  planAgeDays: wholeCoder("plan.ageDays"),
} as const;

/** Writes every input of the subject into the frame. */
export function readInputs({ picture, source, atMs }: Subject, thresholds: CriteriaThresholds, frame: Frame): void {
  const answers = allAnswers(picture.answers);
  const screen = usableScreen(answers, atMs, thresholds);
  readRedFlags(answers, screen, frame);
  readPerson(picture, source, frame);
  readAnswers(answers, frame);
  frame[placeOf.isFall] = yesNoCode(
    picture.need === "FALL" || picture.otherNeeds.includes("FALL") || answers.fall !== undefined,
  );
  frame[placeOf.redFlagScreen] = words.redFlagScreen(
    hasOpenFlag(frame) ? (screen === undefined ? "not-done" : "part") : "complete",
  );
  frame[placeOf.screenByRegisteredClinician] = yesNoCode(screen?.registered);
  readFall(answers, atMs, frame);
  readObservations(picture, observationState(answers, atMs, thresholds), frame);
  readPlan(answers, atMs, frame);
}

function readPerson(picture: ClinicalPicture, source: Source, frame: Frame): void {
  const { practice, location, flags } = picture;
  frame[placeOf.source] = words.source(source);
  frame[placeOf.ageYears] = wholes.ageYears(picture.ageYears);
  frame[placeOf.ageBasis] = words.ageBasis(picture.ageBasis);
  frame[placeOf.sex] = words.sex(picture.sex);
  frame[placeOf.temporaryResident] = answerCode(picture.temporaryResident);
  frame[placeOf.practiceInArea] = yesNoCode(practice === null ? undefined : location.practicePlace !== null);
  frame[placeOf.incidentInArea] = yesNoCode(isIncidentInArea(location));
  frame[placeOf.need] = words.need(picture.need);
  frame[placeOf.carePlace] = words.carePlace(picture.carePlace);
  frame[placeOf.arpCategory] = words.arpCategory(picture.arpCategory);
  frame[placeOf.clinicianWithPatient] = yesNoCode(picture.clinicianWithPatient);
  frame[placeOf["flags.sceneSafety"]] = words.sceneSafety(flags.sceneSafety);
  frame[placeOf["flags.safeguarding"]] = answerCode(flags.safeguarding);
}

function readAnswers(answers: AllAnswers, frame: Frame): void {
  frame[placeOf.helpWithinTwoHours] = answerCode(answers.helpWithinTwoHours);
  frame[placeOf.manageableAtHome] = answerCode(answers.manageableAtHome);
  frame[placeOf.safeToWaitTwoHours] = answerCode(answers.safeToWaitTwoHours);
  frame[placeOf.agreesToVisit] = words.agreesToVisit(answers.agreesToVisit);
  frame[placeOf.clinicalFrailtyScale] = wholes.frailty(answers.clinicalFrailtyScale);
  frame[placeOf.endOfLife] = answerCode(answers.endOfLife);
  frame[placeOf.intoxicated] = answerCode(answers.intoxicated);
  frame[placeOf.needsComplexDiagnostics] = answerCode(answers.needsComplexDiagnostics);
  frame[placeOf.virtualWardNeed] = answerCode(answers.virtualWardNeed);
  frame[placeOf.pregnancyRelated] = answerCode(answers.pregnancyRelated);
  frame[placeOf.mentalHealthCrisisIsPrimary] = answerCode(answers.mentalHealthCrisisIsPrimary);
  frame[placeOf.dischargeSupportOnly] = answerCode(answers.dischargeSupportOnly);
}

function readFall({ fall }: AllAnswers, atMs: number, frame: Frame): void {
  frame[placeOf["fall.onFloorNow"]] = answerCode(fall?.onFloorNow);
  frame[placeOf["fall.minutesOnFloor"]] = wholes.minutesOnFloor(minutesOnFloor(fall, atMs));
  frame[placeOf["fall.anticoagulant"]] = answerCode(fall?.anticoagulant);
  frame[placeOf["fall.antiplatelet"]] = answerCode(fall?.antiplatelet);
  frame[placeOf.headStrike] = headStrikeCode(frame[placeOf["redFlags.headInjury"]] ?? 0, answerCode(fall?.headStrike));
}

type ObservationState = "none" | "usable" | "old" | "before-change" | "in-the-future";

function readObservations({ news2 }: ClinicalPicture, state: ObservationState, frame: Frame): void {
  const score = state === "usable" ? news2 : null;
  frame[placeOf.observations] = words.observations(state);
  frame[placeOf["news2.total"]] = wholes.news2(score?.total);
  frame[placeOf["news2.floor"]] = wholes.news2(score?.knownTotal);
  frame[placeOf["news2.sent"]] = wholes.news2(score?.sentTotal);
  frame[placeOf["news2.anyParameterThree"]] = yesNoCode(hasParameterOfThree(score));
}

function readPlan({ advancePlan: plan }: AllAnswers, atMs: number, frame: Frame): void {
  frame[placeOf["plan.kind"]] = words.planKind(plan?.kind);
  frame[placeOf["plan.seenByNamedPerson"]] = yesNoCode(plan?.seenByNamedPerson);
  frame[placeOf["plan.ageDays"]] = wholes.planAgeDays(planAgeDays(plan?.date, atMs));
  frame[placeOf["plan.treatAtHome"]] = answerCode(plan?.treatAtHome);
  frame[placeOf["plan.coversThisEvent"]] = answerCode(plan?.coversThisEvent);
}

function observationState(answers: AllAnswers, atMs: number, thresholds: CriteriaThresholds): ObservationState {
  const taken = answers.observations;
  if (taken === undefined) return "none";
  if (taken.takenBeforeChange === true) return "before-change";
  if (taken.takenAt > atMs + thresholds.clockToleranceMinutes * MINUTE_MS) return "in-the-future";
  return atMs - taken.takenAt > thresholds.observationMinutes * MINUTE_MS ? "old" : "usable";
}

/** A screen that is too old, lies in the future, or was done before the person changed attests nothing. */
function usableScreen(answers: AllAnswers, atMs: number, thresholds: CriteriaThresholds): AllAnswers["redFlagScreen"] {
  const screen = answers.redFlagScreen;
  if (screen === undefined) return undefined;
  const ageMs = atMs - screen.at;
  if (ageMs > thresholds.redFlagScreenMinutes * MINUTE_MS || ageMs < -thresholds.clockToleranceMinutes * MINUTE_MS)
    return undefined;
  const taken = answers.observations;
  if (taken?.takenBeforeChange === true && screen.at <= taken.takenAt) return undefined;
  return screen;
}

/** By red flag or by the details of the fall: yes by either, then unknown by either, then what the flag says, then the fall. */
function headStrikeCode(flag: number, inFall: number): number {
  if (flag === flagCodes.yes || inFall === flagCodes.yes) return flagCodes.yes;
  if (flag === flagCodes.unknown || inFall === flagCodes.unknown) return flagCodes.unknown;
  return flag === flagCodes.notGiven ? inFall : flag;
}

/** A postcode that leads to no place is outside the area, or missing from its tables: a person looks. */
function isIncidentInArea({ place, basis, postcodeDistrict }: ClinicalPicture["location"]): boolean | undefined {
  if (place !== null) return basis === "incident-postcode" ? true : undefined;
  return postcodeDistrict === null ? undefined : false;
}

function minutesOnFloor(fall: AllAnswers["fall"], atMs: number): number | undefined {
  if (fall === undefined) return undefined;
  if (fall.onFloorSince === undefined) return fall.onFloorNow === "no" ? 0 : undefined;
  const minutes = Math.floor((atMs - fall.onFloorSince) / MINUTE_MS);
  return minutes < 0 ? undefined : minutes;
}

function hasParameterOfThree(score: ClinicalPicture["news2"]): boolean | undefined {
  if (score === null) return undefined;
  if (score.anyParameterThree) return true;
  return score.missing.length === 0 ? false : undefined;
}

/** Whole days between a calendar date and an instant, both in UTC; undefined without a date or before it. */
function planAgeDays(date: string | undefined, atMs: number): number | undefined {
  if (date === undefined) return undefined;
  const days = Math.floor(atMs / DAY_MS) - dayNumberOfDate(date);
  return days < 0 ? undefined : days;
}
