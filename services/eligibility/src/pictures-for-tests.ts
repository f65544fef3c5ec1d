// A picture about which no criterion has anything to say against: every test changes one thing. For tests only; everything is synthetic.
import { assess, compileCriteria, scoreNews2 } from "@ucrt/domain";
import type { ClinicalPicture, Decision, Finding, Observations, Source } from "@ucrt/schemas";
import { aPicture } from "@ucrt/testing";
import { loadCriteriaVersions } from "@ucrt/schemas/areas";

export const atMs = Date.parse("2026-11-20T10:30:00Z");
export const minutesAgo = (minutes: number): number => atMs - minutes * 60_000;

const [version] = loadCriteriaVersions({ area: "mid-and-south-essex" });
if (version === undefined) throw new Error("The area has no criteria.");
export const compiled = compileCriteria(version.set, version.identity);

export type Answers = ClinicalPicture["answers"];

const well: Observations = {
  takenAt: minutesAgo(15),
  respirationsPerMinute: 16,
  oxygenSaturationPercent: 97,
  onOxygen: false,
  systolicMmHg: 130,
  pulsePerMinute: 76,
  consciousness: "alert",
  temperatureCelsius: 36.8,
};

/** Observations as the parts of a picture: with the score that intake works out. */
export function observed(
  changes: Partial<Observations> = {},
  without: readonly (keyof Observations)[] = [],
): { answers: Answers; news2: ClinicalPicture["news2"] } {
  const observations: Record<string, unknown> = { ...well, ...changes };
  for (const name of without) delete observations[name];
  return { answers: { observations: observations as Observations }, news2: scoreNews2(observations as Observations) };
}

export const screen: NonNullable<Answers["redFlagScreen"]> = {
  doneBy: "paramedic",
  registered: true,
  at: minutesAgo(10),
  findings: [],
};
export const fall: NonNullable<Answers["fall"]> = {
  onFloorNow: "no",
  headStrike: "no",
  anticoagulant: "no",
  antiplatelet: "no",
};

const soundAnswers: Answers = {
  helpWithinTwoHours: "yes",
  manageableAtHome: "yes",
  safeToWaitTwoHours: "yes",
  agreesToVisit: "yes",
  redFlagScreen: screen,
  intoxicated: "no",
  needsComplexDiagnostics: "no",
  virtualWardNeed: "no",
  pregnancyRelated: "no",
  mentalHealthCrisisIsPrimary: "no",
  dischargeSupportOnly: "no",
};

export interface Changes extends Partial<Omit<ClinicalPicture, "answers">> {
  /** An answer given as undefined is taken away. */
  readonly answers?: { readonly [Name in keyof Answers]?: Answers[Name] | undefined };
}

/** Frailty at home in Basildon, with a clinician there, observed and screened: suitable, offered at once. */
export function soundPicture(changes: Changes = {}): ClinicalPicture {
  const { answers = {}, ...rest } = changes;
  const base = observed();
  const all: Record<string, unknown> = { ...soundAnswers, ...base.answers, ...answers };
  for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];
  return aPicture({
    practice: "F81001",
    temporaryResident: "no",
    need: "FRAILTY",
    news2: base.news2,
    location: { ...aPicture().location, district: null, practicePlace: "basildon-and-brentwood" },
    ...rest,
    answers: all as Answers,
  });
}

/** Judges the sound picture with its changes. */
export function judge(changes: Changes = {}, source: Source = "crew", at = atMs): Decision {
  return assess(compiled, { picture: soundPicture(changes), source, atMs: at });
}

/** One finding of a decision. */
export function findingOf(decision: Decision, criterion: string): Finding {
  const finding = decision.findings.find((one) => one.criterion === criterion);
  if (finding === undefined) throw new Error(`The decision has no finding ${criterion}`);
  return finding;
}
