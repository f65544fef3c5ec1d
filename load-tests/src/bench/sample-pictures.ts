/**
 * Clinical pictures to measure with. In: how many, a seed. Out: that many different ones, with who refers and the instant.
 * Each begins as one of the feeds' good examples, read and normalised as `intake` does, and is then varied: ages, needs, places, answers given,
 * unknown or missing, screens, observations and plans, with the gaps that each kind of sender leaves. Synthetic; no probability here is a clinical finding.
 */
import { createDirectory, normalise, scoreNews2, type Assessment, type FeedCase } from "@ucrt/domain";
import {
  ambulanceMessage,
  arpCategory,
  clinicalPicture,
  communityMessage,
  feed as feeds,
  hospitalMessage,
  needCode,
  primaryCareMessage,
  redFlag,
  skill,
  type ClinicalPicture,
  type Feed,
  type Observations,
  type Source,
} from "@ucrt/schemas";
import { readDirectory } from "@ucrt/schemas/areas";
import { examplesReceivedAt, goodExamples } from "@ucrt/testing/examples";
import { seededChoice, type Choice } from "./seeded-choice.ts";

export const area = "mid-and-south-essex";
export const directory = createDirectory(readDirectory(area));
const contracts = {
  ambulance: ambulanceMessage,
  hospital: hospitalMessage,
  "primary-care": primaryCareMessage,
  community: communityMessage,
} as const;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const startMs = Date.parse(examplesReceivedAt);

/** Senders of each dialect, as often as they may write. */
const sources = {
  ambulance: { crew: 5, stack: 4 },
  hospital: { "emergency-department": 3, ward: 2, sdec: 1 },
  "primary-care": { gp: 4, "nhs-111": 3, "mental-health": 1 },
  community: { "care-home": 3, telecare: 3, "social-care": 1, hospice: 1, "community-health": 2, self: 1, carer: 2 },
} as const satisfies Readonly<Record<Feed, Partial<Readonly<Record<Source, number>>>>>;

/** How much of a form each kind of sender fills in. */
const fillsIn = (source: Source): number =>
  source === "stack" ? 0.35 : source === "self" || source === "carer" || source === "telecare" ? 0.55 : 0.85;

type Answers = { -readonly [Name in keyof ClinicalPicture["answers"]]: ClinicalPicture["answers"][Name] };

/** Feed messages of the examples that bring a whole case, with their feed. */
export function exampleCases(): readonly FeedCase[] {
  return feeds.options.flatMap((feed) =>
    goodExamples(feed).flatMap(({ message }) => {
      const parsed = contracts[feed].parse(message);
      // The contract chosen by `feed` gives exactly the message of that feed; the compiler cannot see the pairing.
      return parsed.kind === "referral" || parsed.kind === "amendment" ? [{ feed, message: parsed } as FeedCase] : [];
    }),
  );
}

/** Different pictures, the same for the same seed. */
export function samplePictures(count: number, seed = 1): readonly Assessment[] {
  const choice = seededChoice(seed);
  const bases = exampleCases().map((given) => ({
    feed: given.feed,
    picture: normalise(given, { directory, receivedAtMs: startMs, requestId: "sample" }).picture,
  }));
  return Array.from({ length: count }, () => {
    const { feed, picture } = choice.pick(bases);
    const source = choice.weighted<Source>(sources[feed] as Readonly<Record<Source, number>>);
    const atMs = startMs + choice.whole(0, 60 * 24 * 60) * MINUTE_MS;
    return { picture: asRead(vary(picture, { source, atMs, choice })), source, atMs };
  });
}

/** As a service gets it: out of bytes and through the contract, so that the object's make is what it will be at work. */
function asRead(picture: ClinicalPicture): ClinicalPicture {
  return clinicalPicture.parse(JSON.parse(JSON.stringify(clinicalPicture.encode(picture))));
}

interface Setting {
  readonly source: Source;
  readonly atMs: number;
  readonly choice: Choice;
}

function vary(base: ClinicalPicture, setting: Setting): ClinicalPicture {
  const { choice, source, atMs } = setting;
  const need = choice.chance(0.4) ? base.need : choice.pick(needCode.options);
  const answers = varyAnswers(base.answers, need, setting);
  const ageYears = choice.chance(0.05)
    ? null
    : choice.chance(0.02)
      ? choice.whole(1, 17)
      : Math.min(105, Math.round(60 + choice.share() * 25 + choice.share() * 20));
  const practicePlace = choice.chance(0.9) ? "mid-essex" : null;
  return {
    ...base,
    ageYears,
    ageBasis: ageYears === null ? "unknown" : choice.pick(["date-of-birth", "estimated"]),
    sex: choice.pick(["female", "male"]),
    practice: choice.chance(0.15) ? null : `F8${choice.whole(1000, 1200)}`.slice(0, 6),
    temporaryResident: choice.weighted({ no: 8, yes: 1, unknown: 3 }),
    need,
    otherNeeds: choice.chance(0.3) ? [choice.pick(needCode.options)] : [],
    carePlace: choice.weighted({ home: 12, "care-home": 4, "nursing-home": 2, "hospital-bed": 1, unknown: 1 }),
    arpCategory: source === "crew" || source === "stack" ? arpOf(choice) : null,
    answers,
    news2: answers.observations === undefined ? null : scoreNews2(answers.observations),
    flags: {
      ...base.flags,
      safeguarding: choice.weighted({ no: 8, yes: 1, unknown: 4 }),
      sceneSafety: choice.weighted({ safe: 9, unsafe: 1, unknown: 4 }),
    },
    location: {
      ...base.location,
      practicePlace,
      place: choice.chance(0.95) ? choice.pick(Object.keys(directory.data.file.places)) : null,
      basis: choice.pick(["incident-postcode", "practice"]),
    },
    clinicianWithPatient: source === "crew" || choice.chance(0.3),
    dataQuality: atMs % 7 === 0 ? ["news2-total-differs"] : [],
  };
}

const arpOf = (choice: Choice): ClinicalPicture["arpCategory"] =>
  choice.chance(0.15)
    ? null
    : choice.chance(0.85)
      ? choice.weighted({ C3: 5, C4: 2, C5: 2, C2: 1 })
      : choice.pick(arpCategory.options);

function varyAnswers(base: Answers, need: string, setting: Setting): Answers {
  const { choice, source, atMs } = setting;
  const filled = fillsIn(source);
  const answers: Answers = { ...base };
  // `likely` is the answer of most pictures; a few say the opposite, some do not know, and gaps are left out altogether.
  const ask = (name: keyof typeof yesNoAnswers): void => {
    if (choice.chance(1 - filled)) delete answers[name];
    else {
      const likely = yesNoAnswers[name];
      const given = choice.weighted({ likely: 90, opposite: 4, unknown: 6 });
      answers[name] = given === "unknown" ? "unknown" : (given === "likely") === (likely === "yes") ? "yes" : "no";
    }
  };
  for (const name of Object.keys(yesNoAnswers) as (keyof typeof yesNoAnswers)[]) ask(name);
  if (choice.chance(filled))
    answers.agreesToVisit = choice.weighted({ yes: 80, "best-interests": 10, no: 4, unknown: 6 });
  else delete answers.agreesToVisit;
  if (choice.chance(0.3)) answers.clinicalFrailtyScale = choice.whole(1, 9);
  if (choice.chance(0.2)) answers.skillsNeeded = [choice.pick(skill.options)];
  varyFlags(answers, setting, filled);
  varyFall(answers, need, setting);
  if (choice.chance(filled * 0.8)) answers.observations = observationsOf(setting);
  else delete answers.observations;
  delete answers.advancePlan;
  if (choice.chance(0.12))
    answers.advancePlan = {
      kind: choice.pick(["ReSPECT", "TEP", "other"]),
      ...(choice.chance(0.8)
        ? { date: new Date(atMs - choice.whole(1, 1_200) * DAY_MS).toISOString().slice(0, 10) }
        : {}),
      seenByNamedPerson: choice.chance(0.8),
      treatAtHome: choice.weighted({ yes: 7, no: 1, unknown: 2 }),
      coversThisEvent: choice.weighted({ yes: 6, no: 2, unknown: 2 }),
    };
  return answers;
}

/** Yes-or-no questions with the answer that most pictures give. */
const yesNoAnswers = {
  helpWithinTwoHours: "yes",
  manageableAtHome: "yes",
  safeToWaitTwoHours: "yes",
  endOfLife: "no",
  intoxicated: "no",
  needsComplexDiagnostics: "no",
  virtualWardNeed: "no",
  pregnancyRelated: "no",
  mentalHealthCrisisIsPrimary: "no",
  dischargeSupportOnly: "no",
} as const satisfies Partial<Record<keyof Answers, "yes" | "no">>;

/** A whole screen, a screen of a part, single flags, or nothing. */
function varyFlags(answers: Answers, { choice, atMs }: Setting, filled: number): void {
  delete answers.redFlagScreen;
  delete answers.redFlags;
  if (choice.chance(filled * 0.8))
    answers.redFlagScreen = {
      doneBy: choice.pick(["paramedic", "nurse", "care-worker", "call-handler"]),
      registered: choice.chance(0.6),
      at: atMs - choice.whole(0, choice.chance(0.9) ? 120 : 600) * MINUTE_MS,
      findings: choice.chance(0.12) ? [choice.pick(redFlag.options)] : [],
      ...(choice.chance(0.25) ? { covers: redFlag.options.filter(() => choice.chance(0.7)) } : {}),
    };
  if (!choice.chance(0.4)) return;
  const flags = redFlag.options.filter(() => choice.chance(0.25));
  answers.redFlags = Object.fromEntries(
    flags.map((flag) => [flag, choice.weighted({ no: 85, yes: 5, unknown: 10 })]),
  ) as NonNullable<Answers["redFlags"]>;
}

function varyFall(answers: Answers, need: string, { choice, atMs }: Setting): void {
  delete answers.fall;
  if (need !== "FALL" || !choice.chance(0.85)) return;
  const onFloorNow = choice.weighted({ yes: 4, no: 5, unknown: 1 });
  answers.fall = {
    onFloorNow,
    ...(onFloorNow === "yes" && choice.chance(0.8) ? { onFloorSince: atMs - choice.whole(5, 240) * MINUTE_MS } : {}),
    headStrike: choice.weighted({ no: 70, yes: 15, unknown: 15 }),
    anticoagulant: choice.weighted({ no: 60, yes: 25, unknown: 15 }),
    antiplatelet: choice.weighted({ no: 60, yes: 20, unknown: 20 }),
  };
}

/** Mostly near normal; some ill, some old, some with parts missing. */
function observationsOf({ choice, atMs }: Setting): Observations {
  const isIll = choice.chance(0.2);
  const spread = (usual: number, by: number): number =>
    usual + Math.round((choice.share() + choice.share() - 1) * by * (isIll ? 3 : 1));
  const all: Observations = {
    takenAt: atMs - choice.whole(0, choice.chance(0.85) ? 55 : 400) * MINUTE_MS,
    respirationsPerMinute: spread(17, 4),
    oxygenSaturationPercent: Math.min(100, spread(96, 3)),
    oxygenScale: 1,
    onOxygen: choice.chance(0.05),
    systolicMmHg: spread(132, 25),
    pulsePerMinute: spread(80, 20),
    consciousness: isIll && choice.chance(0.3) ? "new-confusion" : "alert",
    temperatureCelsius: Math.round(spread(368, 8)) / 10,
    ...(choice.chance(0.3) ? { news2Total: choice.whole(0, 8) } : {}),
    ...(choice.chance(0.04) ? { takenBeforeChange: true } : {}),
  };
  return choice.chance(0.75) ? all : withoutOne(all, choice);
}

function withoutOne(all: Observations, choice: Choice): Observations {
  const left: { -readonly [Name in keyof Observations]: Observations[Name] } = { ...all };
  delete left[choice.pick(["temperatureCelsius", "respirationsPerMinute", "consciousness", "onOxygen"] as const)];
  return left;
}
