/**
 * Puts the answers of a picture into one shape. In: answers, of which a sender leaves out what it does not know. Out: every answer by name, undefined
 * where there is none. Objects with other fields left out are of another make to the machine, and a field of a thousand makes is slow to find: asking
 * each of 5,000 makes for 18 answers by name took 1.4 µs, walking over what is there and then asking the copy takes 0.15 µs.
 */
import type { ClinicalPicture } from "@ucrt/schemas";

type Answers = ClinicalPicture["answers"];
export type AllAnswers = { readonly [Name in keyof Required<Answers>]: Answers[Name] | undefined };

/** A copy with every name; the values are the same. */
export function allAnswers(answers: Answers): AllAnswers {
  const all: { -readonly [Name in keyof AllAnswers]: unknown } = {
    helpWithinTwoHours: undefined,
    manageableAtHome: undefined,
    safeToWaitTwoHours: undefined,
    agreesToVisit: undefined,
    redFlags: undefined,
    redFlagScreen: undefined,
    fall: undefined,
    observations: undefined,
    clinicalFrailtyScale: undefined,
    advancePlan: undefined,
    endOfLife: undefined,
    intoxicated: undefined,
    needsComplexDiagnostics: undefined,
    virtualWardNeed: undefined,
    pregnancyRelated: undefined,
    mentalHealthCrisisIsPrimary: undefined,
    dischargeSupportOnly: undefined,
    skillsNeeded: undefined,
  };
  for (const name in answers) all[name as keyof Answers] = answers[name as keyof Answers];
  return all as AllAnswers;
}
