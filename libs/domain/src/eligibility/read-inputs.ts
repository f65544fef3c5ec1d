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
import { allAnswers, type AllAnswers } from "./all-answers.ts";
import { flagCodes, hasOpenFlag, noFlagCodes, positionOfFlag, readRedFlags, type FlagCodes } from "./read-red-flags.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface Subject {
  readonly picture: ClinicalPicture;
  readonly source: Source;
  /** Epoch milliseconds for which the decision is made. */
  readonly atMs: number;
}

type ObservationState = "none" | "usable" | "old" | "before-change" | "in-the-future";

/** What several inputs need, worked out once for each decision. */
interface Reading extends Subject {
  readonly answers: AllAnswers;
  readonly observations: ObservationState;
  /** The screen, if it is neither too old nor from before a change. */
  readonly screen: AllAnswers["redFlagScreen"];
  readonly isFall: boolean;
  readonly flags: FlagCodes;
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
  helpWithinTwoHours: ({ answers }) => answers.helpWithinTwoHours,
  manageableAtHome: ({ answers }) => answers.manageableAtHome,
  safeToWaitTwoHours: ({ answers }) => answers.safeToWaitTwoHours,
  agreesToVisit: ({ answers }) => answers.agreesToVisit,
  redFlagScreen: (reading) => readScreenState(reading),
  screenByRegisteredClinician: ({ screen }) => (screen === undefined ? undefined : yesNo(screen.registered)),
  headStrike: (reading) => readHeadStrike(reading),
  "fall.onFloorNow": ({ answers }) => answers.fall?.onFloorNow,
  "fall.minutesOnFloor": (reading) => readMinutesOnFloor(reading),
  "fall.anticoagulant": ({ answers }) => answers.fall?.anticoagulant,
  "fall.antiplatelet": ({ answers }) => answers.fall?.antiplatelet,
  observations: ({ observations }) => observations,
  "news2.total": ({ picture, observations }) =>
    observations === "usable" ? (picture.news2?.total ?? undefined) : undefined,
  "news2.floor": ({ picture, observations }) => (observations === "usable" ? picture.news2?.knownTotal : undefined),
  "news2.anyParameterThree": (reading) => readAnyParameterThree(reading),
  "news2.sent": ({ picture, observations }) =>
    observations === "usable" ? (picture.news2?.sentTotal ?? undefined) : undefined,
  clinicalFrailtyScale: ({ answers }) => answers.clinicalFrailtyScale,
  endOfLife: ({ answers }) => answers.endOfLife,
  intoxicated: ({ answers }) => answers.intoxicated,
  needsComplexDiagnostics: ({ answers }) => answers.needsComplexDiagnostics,
  virtualWardNeed: ({ answers }) => answers.virtualWardNeed,
  pregnancyRelated: ({ answers }) => answers.pregnancyRelated,
  mentalHealthCrisisIsPrimary: ({ answers }) => answers.mentalHealthCrisisIsPrimary,
  dischargeSupportOnly: ({ answers }) => answers.dischargeSupportOnly,
  "plan.kind": ({ answers }) => answers.advancePlan?.kind,
  "plan.seenByNamedPerson": ({ answers }) =>
    answers.advancePlan === undefined ? undefined : yesNo(answers.advancePlan.seenByNamedPerson),
  "plan.ageDays": ({ answers, atMs }) => readPlanAgeDays(answers.advancePlan?.date, atMs),
  "plan.treatAtHome": ({ answers }) => answers.advancePlan?.treatAtHome,
  "plan.coversThisEvent": ({ answers }) => answers.advancePlan?.coversThisEvent,
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
    isRedFlagInput(name) ? [{ index, position: positionOfFlag(name.slice(redFlagPrefix.length) as RedFlag) }] : [],
  );
  const flags = noFlagCodes();
  return (subject, frame) => {
    const reading = startReading(subject, thresholds, flags);
    for (const { index, read, encode } of columns) frame[index] = encode(read(reading));
    for (const { index, position } of flagColumns) frame[index] = flags[position] ?? 0;
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

function startReading(subject: Subject, thresholds: CriteriaThresholds, flags: FlagCodes): Reading {
  const { picture, source, atMs } = subject;
  const answers = allAnswers(picture.answers);
  const screen = usableScreen(answers, atMs, thresholds);
  readRedFlags(answers, screen, flags);
  return {
    picture,
    source,
    atMs,
    answers,
    observations: readObservationState(answers, atMs, thresholds),
    screen,
    flags,
    isFall: picture.need === "FALL" || picture.otherNeeds.includes("FALL") || answers.fall !== undefined,
  };
}

function readObservationState(answers: AllAnswers, atMs: number, thresholds: CriteriaThresholds): ObservationState {
  const taken = answers.observations;
  if (taken === undefined) return "none";
  if (taken.takenBeforeChange === true) return "before-change";
  if (taken.takenAt > atMs + thresholds.clockToleranceMinutes * MINUTE_MS) return "in-the-future";
  return atMs - taken.takenAt > thresholds.observationMinutes * MINUTE_MS ? "old" : "usable";
}

/** A screen that is too old, lies in the future, or was done before the person changed attests nothing. */
function usableScreen(answers: AllAnswers, atMs: number, thresholds: CriteriaThresholds): Reading["screen"] {
  const screen = answers.redFlagScreen;
  if (screen === undefined) return undefined;
  const ageMs = atMs - screen.at;
  if (ageMs > thresholds.redFlagScreenMinutes * MINUTE_MS || ageMs < -thresholds.clockToleranceMinutes * MINUTE_MS)
    return undefined;
  const taken = answers.observations;
  if (taken?.takenBeforeChange === true && screen.at <= taken.takenAt) return undefined;
  return screen;
}

const headInjury = positionOfFlag("headInjury");

function readHeadStrike({ answers, flags }: Reading): string | undefined {
  const flag = flags[headInjury] ?? flagCodes.notGiven;
  const inFall: Answer | undefined = answers.fall?.headStrike;
  if (flag === flagCodes.yes || inFall === "yes") return "yes";
  if (inFall === "unknown" || flag === flagCodes.unknown) return "unknown";
  return textOfCode("headStrike", flag) ?? inFall;
}

function readScreenState({ screen, flags }: Reading): "complete" | "part" | "not-done" {
  if (!hasOpenFlag(flags)) return "complete";
  return screen === undefined ? "not-done" : "part";
}

/** A postcode that leads to no place is outside the area, or missing from its tables: a person looks. */
function readIncidentInArea({ location }: ClinicalPicture): string | undefined {
  if (location.place !== null) return location.basis === "incident-postcode" ? "yes" : undefined;
  return location.postcodeDistrict === null ? undefined : "no";
}

function readMinutesOnFloor({ answers, atMs }: Reading): number | undefined {
  const fall = answers.fall;
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
