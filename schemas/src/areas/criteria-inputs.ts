/**
 * The closed list of what a criterion may look at: names, and the values each can have. Conditions in criteria files use these names only.
 * How each is read from a clinical picture stands in the eligibility code, which must have a reader for every name here.
 * A value `unknown`, and no value at all, are both unknown; a condition can never ask for it, only for `answered`.
 */
import { answer, arpCategory, needCode, redFlag, sex, source, type RedFlag } from "../codes.ts";
import { clinicalPicture } from "../clinical-picture.ts";

/** One of some words, or a whole number from 0 to `most`. */
export type CriteriaInput =
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "whole"; readonly most: number };

const choice = (values: readonly string[]): CriteriaInput => ({ kind: "choice", values });
const whole = (most: number): CriteriaInput => ({ kind: "whole", most });
const answered = choice(answer.options);

/** Red flags and what is derived from them. `ruled-out`: a screen covers it and did not find it; counts as no, attested. */
const flagged = choice(["yes", "no", "unknown", "ruled-out"]);

const fixedInputs = {
  /** Who refers. */
  source: choice(source.options),
  ageYears: whole(130),
  ageBasis: choice(["date-of-birth", "estimated", "unknown"]),
  sex: choice(sex.options),
  temporaryResident: answered,
  /** The practice is one of the area's directory. Unknown without a practice. */
  practiceInArea: answered,
  /** The place of the visit is one of the area. Unknown without a postcode. */
  incidentInArea: answered,
  need: choice(needCode.options),
  /** The need is a fall, or fall details were given. */
  isFall: choice(["yes", "no"]),
  carePlace: choice(clinicalPicture.shape.carePlace.options),
  arpCategory: choice(arpCategory.options),
  clinicianWithPatient: choice(["yes", "no"]),
  helpWithinTwoHours: answered,
  manageableAtHome: answered,
  safeToWaitTwoHours: answered,
  agreesToVisit: choice(["yes", "best-interests", "no", "unknown"]),
  /** `not-done`: nothing usable and not every flag answered. `part`: done, but it leaves flags open. */
  redFlagScreen: choice(["complete", "part", "not-done"]),
  screenByRegisteredClinician: choice(["yes", "no"]),
  /** A head injury by red flag or by the details of the fall. */
  headStrike: flagged,
  "fall.onFloorNow": answered,
  /** Whole minutes since the fall, while on the floor or when the time is given. 0 once up again without a time. */
  "fall.minutesOnFloor": whole(999_999),
  "fall.anticoagulant": answered,
  "fall.antiplatelet": answered,
  /** Older than the threshold, taken before a change, or in the future: the values then count as unknown. */
  observations: choice(["none", "usable", "old", "before-change", "in-the-future"]),
  /** Recomputed total; unknown while a parameter is missing. */
  "news2.total": whole(20),
  /** Sum of the known parameters: the total cannot be lower. */
  "news2.floor": whole(20),
  "news2.anyParameterThree": answered,
  /** The sender's own total. May raise an outcome where ours cannot be worked out; never lowers one. */
  "news2.sent": whole(20),
  clinicalFrailtyScale: whole(9),
  endOfLife: answered,
  intoxicated: answered,
  needsComplexDiagnostics: answered,
  virtualWardNeed: answered,
  pregnancyRelated: answered,
  mentalHealthCrisisIsPrimary: answered,
  dischargeSupportOnly: answered,
  "plan.kind": choice(["ReSPECT", "TEP", "other"]),
  "plan.seenByNamedPerson": choice(["yes", "no"]),
  /** Whole days since the plan's date; unknown without a date or with one in the future. */
  "plan.ageDays": whole(99_999),
  "plan.treatAtHome": answered,
  "plan.coversThisEvent": answered,
  "flags.sceneSafety": choice(["safe", "unsafe", "unknown"]),
  "flags.safeguarding": answered,
} as const satisfies Record<string, CriteriaInput>;

export type RedFlagInputName = `redFlags.${RedFlag}`;
export type FixedInputName = keyof typeof fixedInputs;
export type CriteriaInputName = FixedInputName | RedFlagInputName;

const redFlagInputs = Object.fromEntries(redFlag.options.map((name) => [`redFlags.${name}`, flagged])) as Record<
  RedFlagInputName,
  CriteriaInput
>;

/** Every input by name. */
export const criteriaInputs: Readonly<Record<CriteriaInputName, CriteriaInput>> = { ...fixedInputs, ...redFlagInputs };

/** True for the name of an input. */
export const isCriteriaInput = (name: string): name is CriteriaInputName => Object.hasOwn(criteriaInputs, name);
