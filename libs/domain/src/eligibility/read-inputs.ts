/**
 * Reads the inputs of the criteria out of a clinical picture. In: picture, source, the instant judged. Out: one number for each input
 * (0 = not given; else 1 + the position of its word, or 1 + its whole number), so that a criterion's inputs make a key.
 * Every input name must have a reader, or this does not compile. Pure; unknown is never read as "no".
 */
import type { Answer, ClinicalPicture, RedFlag, Source } from "@ucrt/schemas";
import {
  criteriaInputs,
  type CriteriaInputName,
  type CriteriaThresholds,
  type FixedInputName,
  type RedFlagInputName,
} from "@ucrt/schemas/criteria";
import { dayNumberOfDate } from "../routing/civil-time.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface Subject {
  readonly picture: ClinicalPicture;
  readonly source: Source;
  /** Epoch milliseconds for which the decision is made. */
  readonly atMs: number;
}

type FlagValue = "yes" | "no" | "unknown" | "ruled-out" | undefined;
type ObservationState = "none" | "usable" | "old" | "before-change" | "in-the-future";

/** What several inputs need, worked out once for each decision. */
interface Reading extends Subject {
  readonly observations: ObservationState;
  readonly screen: ClinicalPicture["answers"]["redFlagScreen"];
  readonly isFall: boolean;
  /** What every red flag reads, where it is the same for all; else null. Most pictures have a clean screen or none. */
  readonly allFlags: { readonly value: FlagValue } | null;
}

/** A word, a whole number, or undefined for "not given". */
type Reader = (reading: Reading) => string | number | undefined;

const yesNo = (value: boolean): string => (value ? "yes" : "no");

const readers: Readonly<Record<FixedInputName, Reader>> = {
  source: ({ source }) => source,
  ageYears: ({ picture }) => picture.ageYears ?? undefined,
  ageBasis: ({ picture }) => picture.ageBasis,
  sex: ({ picture }) => picture.sex,
  temporaryResident: ({ picture }) => picture.temporaryResident,
  practiceInArea: ({ picture }) =>
    picture.practice === null ? undefined : yesNo(picture.location.practicePlace !== null),
  incidentInArea: ({ picture }) => readIncidentInArea(picture),
  need: ({ picture }) => picture.need,
  isFall: ({ isFall }) => yesNo(isFall),
  carePlace: ({ picture }) => picture.carePlace,
  arpCategory: ({ picture }) => picture.arpCategory ?? undefined,
  clinicianWithPatient: ({ picture }) => yesNo(picture.clinicianWithPatient),
  helpWithinTwoHours: ({ picture }) => picture.answers.helpWithinTwoHours,
  manageableAtHome: ({ picture }) => picture.answers.manageableAtHome,
  safeToWaitTwoHours: ({ picture }) => picture.answers.safeToWaitTwoHours,
  agreesToVisit: ({ picture }) => picture.answers.agreesToVisit,
  redFlagScreen: (reading) => readScreenState(reading),
  screenByRegisteredClinician: ({ screen }) => (screen === undefined ? undefined : yesNo(screen.registered)),
  headStrike: (reading) => readHeadStrike(reading),
  "fall.onFloorNow": ({ picture }) => picture.answers.fall?.onFloorNow,
  "fall.minutesOnFloor": (reading) => readMinutesOnFloor(reading),
  "fall.anticoagulant": ({ picture }) => picture.answers.fall?.anticoagulant,
  "fall.antiplatelet": ({ picture }) => picture.answers.fall?.antiplatelet,
  observations: ({ observations }) => observations,
  "news2.total": ({ picture, observations }) =>
    observations === "usable" ? (picture.news2?.total ?? undefined) : undefined,
  "news2.floor": ({ picture, observations }) => (observations === "usable" ? picture.news2?.knownTotal : undefined),
  "news2.anyParameterThree": (reading) => readAnyParameterThree(reading),
  "news2.sent": ({ picture, observations }) =>
    observations === "usable" ? (picture.news2?.sentTotal ?? undefined) : undefined,
  clinicalFrailtyScale: ({ picture }) => picture.answers.clinicalFrailtyScale,
  endOfLife: ({ picture }) => picture.answers.endOfLife,
  intoxicated: ({ picture }) => picture.answers.intoxicated,
  needsComplexDiagnostics: ({ picture }) => picture.answers.needsComplexDiagnostics,
  virtualWardNeed: ({ picture }) => picture.answers.virtualWardNeed,
  pregnancyRelated: ({ picture }) => picture.answers.pregnancyRelated,
  mentalHealthCrisisIsPrimary: ({ picture }) => picture.answers.mentalHealthCrisisIsPrimary,
  dischargeSupportOnly: ({ picture }) => picture.answers.dischargeSupportOnly,
  "plan.kind": ({ picture }) => picture.answers.advancePlan?.kind,
  "plan.seenByNamedPerson": ({ picture }) =>
    picture.answers.advancePlan === undefined ? undefined : yesNo(picture.answers.advancePlan.seenByNamedPerson),
  "plan.ageDays": ({ picture, atMs }) => readPlanAgeDays(picture.answers.advancePlan?.date, atMs),
  "plan.treatAtHome": ({ picture }) => picture.answers.advancePlan?.treatAtHome,
  "plan.coversThisEvent": ({ picture }) => picture.answers.advancePlan?.coversThisEvent,
  "flags.sceneSafety": ({ picture }) => picture.flags.sceneSafety,
  "flags.safeguarding": ({ picture }) => picture.flags.safeguarding,
};

const redFlagPrefix = "redFlags.";

/** Prepares a function that writes the named inputs of a subject into `frame`, in the order of the names. */
export function compileInputs(
  names: readonly CriteriaInputName[],
  thresholds: CriteriaThresholds,
): (subject: Subject, frame: Int32Array) => void {
  const columns = names.flatMap((name, index) =>
    isRedFlagInput(name) ? [] : [{ index, read: readers[name], encode: encoderOf(name) }],
  );
  const flagColumns = names.flatMap((name, index) =>
    isRedFlagInput(name) ? [{ index, flag: name.slice(redFlagPrefix.length) as RedFlag }] : [],
  );
  return (subject, frame) => {
    const reading = startReading(subject, thresholds);
    for (const column of columns) frame[column.index] = column.encode(column.read(reading));
    const { allFlags } = reading;
    const codeOfAll = allFlags === null ? null : codeOfFlag(allFlags.value);
    for (const column of flagColumns) frame[column.index] = codeOfAll ?? codeOfFlag(readFlag(reading, column.flag));
  };
}

const isRedFlagInput = (name: CriteriaInputName): name is RedFlagInputName => name.startsWith(redFlagPrefix);

/** The text of an encoded value; null when nothing was given. */
export function textOfCode(name: CriteriaInputName, code: number): string | null {
  if (code === 0) return null;
  const input = criteriaInputs[name];
  return input.kind === "whole" ? String(code - 1) : (input.values[code - 1] ?? null);
}

function encoderOf(name: FixedInputName): (value: string | number | undefined) => number {
  const input = criteriaInputs[name];
  if (input.kind === "whole")
    return (value) => (typeof value === "number" ? Math.min(input.most, Math.max(0, Math.trunc(value))) + 1 : 0);
  const [first, second, third, ...more] = input.values;
  const codes = new Map<string | number | undefined, number>(input.values.map((value, index) => [value, index + 1]));
  // Most inputs are yes, no or unknown, and comparing is quicker than looking up.
  if (more.length > 0) return (value) => codes.get(value) ?? 0;
  return (value) => (value === undefined ? 0 : value === first ? 1 : value === second ? 2 : value === third ? 3 : 0);
}

const flagValues = criteriaInputs.headStrike.kind === "choice" ? criteriaInputs.headStrike.values : [];
const codeOfFlag = (value: FlagValue): number => (value === undefined ? 0 : flagValues.indexOf(value) + 1);

function startReading(subject: Subject, thresholds: CriteriaThresholds): Reading {
  const { picture, source, atMs } = subject;
  const screen = usableScreen(picture, atMs, thresholds);
  return {
    picture,
    source,
    atMs,
    observations: readObservationState(picture, atMs, thresholds),
    screen,
    allFlags: readAllFlags(picture, screen),
    isFall: picture.need === "FALL" || picture.otherNeeds.includes("FALL") || picture.answers.fall !== undefined,
  };
}

function readObservationState(
  picture: ClinicalPicture,
  atMs: number,
  thresholds: CriteriaThresholds,
): ObservationState {
  const taken = picture.answers.observations;
  if (taken === undefined) return "none";
  if (taken.takenBeforeChange === true) return "before-change";
  if (taken.takenAt > atMs + thresholds.clockToleranceMinutes * MINUTE_MS) return "in-the-future";
  return atMs - taken.takenAt > thresholds.observationMinutes * MINUTE_MS ? "old" : "usable";
}

/** A screen that is too old, lies in the future, or was done before the person changed attests nothing. */
function usableScreen(picture: ClinicalPicture, atMs: number, thresholds: CriteriaThresholds): Reading["screen"] {
  const screen = picture.answers.redFlagScreen;
  if (screen === undefined) return undefined;
  const ageMs = atMs - screen.at;
  if (ageMs > thresholds.redFlagScreenMinutes * MINUTE_MS || ageMs < -thresholds.clockToleranceMinutes * MINUTE_MS)
    return undefined;
  const taken = picture.answers.observations;
  if (taken?.takenBeforeChange === true && screen.at <= taken.takenAt) return undefined;
  return screen;
}

const ruledOut = { value: "ruled-out" } as const;
const notGiven = { value: undefined } as const;

function readAllFlags({ answers }: ClinicalPicture, screen: Reading["screen"]): Reading["allFlags"] {
  if (
    answers.redFlags !== undefined ||
    (answers.redFlagScreen !== undefined && answers.redFlagScreen.findings.length > 0)
  )
    return null;
  if (screen === undefined) return notGiven;
  return screen.covers === undefined ? ruledOut : null;
}

/** Found by either is yes, whatever its age. A plain "unknown" stands against an attestation: somebody was asked and does not know. */
function readFlag({ picture, screen, allFlags }: Reading, flag: RedFlag): FlagValue {
  if (allFlags !== null) return allFlags.value;
  const { redFlags, redFlagScreen } = picture.answers;
  const given = redFlags?.[flag];
  if (given === "yes" || redFlagScreen?.findings.includes(flag) === true) return "yes";
  if (given !== undefined) return given;
  if (screen === undefined) return undefined;
  return screen.covers === undefined || screen.covers.includes(flag) ? "ruled-out" : "unknown";
}

function readHeadStrike(reading: Reading): FlagValue {
  const flag = readFlag(reading, "headInjury");
  const inFall: Answer | undefined = reading.picture.answers.fall?.headStrike;
  if (flag === "yes" || inFall === "yes") return "yes";
  if (inFall === "unknown" || flag === "unknown") return "unknown";
  return flag ?? inFall;
}

const allRedFlags = Object.keys(criteriaInputs)
  .filter((name) => name.startsWith(redFlagPrefix))
  .map((name) => name.slice(redFlagPrefix.length) as RedFlag);

function readScreenState(reading: Reading): "complete" | "part" | "not-done" {
  const { screen } = reading;
  if (reading.allFlags !== null) return reading.allFlags.value === undefined ? "not-done" : "complete";
  const isOpen = (flag: RedFlag): boolean => {
    const value = readFlag(reading, flag);
    return value === undefined || value === "unknown";
  };
  if (!allRedFlags.some(isOpen)) return "complete";
  return screen === undefined ? "not-done" : "part";
}

/** A postcode that leads to no place is outside the area, or missing from its tables: a person looks. */
function readIncidentInArea({ location }: ClinicalPicture): string | undefined {
  if (location.place !== null) return location.basis === "incident-postcode" ? "yes" : undefined;
  return location.postcodeDistrict === null ? undefined : "no";
}

function readMinutesOnFloor({ picture, atMs }: Reading): number | undefined {
  const fall = picture.answers.fall;
  if (fall === undefined) return undefined;
  if (fall.onFloorSince === undefined) return fall.onFloorNow === "no" ? 0 : undefined;
  const minutes = Math.floor((atMs - fall.onFloorSince) / MINUTE_MS);
  return minutes < 0 ? undefined : minutes;
}

function readAnyParameterThree({ picture, observations }: Reading): Answer | undefined {
  const score = picture.news2;
  if (observations !== "usable" || score === null) return undefined;
  if (score.anyParameterThree) return "yes";
  return score.missing.length === 0 ? "no" : undefined;
}

/** Whole days between a calendar date and an instant, both in UTC; undefined without a date or before it. */
function readPlanAgeDays(date: string | undefined, atMs: number): number | undefined {
  if (date === undefined) return undefined;
  const days = Math.floor(atMs / DAY_MS) - dayNumberOfDate(date);
  return days < 0 ? undefined : days;
}
