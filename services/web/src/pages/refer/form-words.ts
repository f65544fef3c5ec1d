/** The form in the words of the one who fills it in: a crew, a hospital, a practice, a care home. In: who refers. Out: words. Clinical wording of findings comes from the criteria. */
import type { Feed, NeedCode, RedFlag } from "@ucrt/schemas";
import { codeInWords, needWords } from "../words.ts";

export interface FormWords {
  /** "the patient", or "the person". */
  readonly who: string;
  readonly title: string;
  readonly where: string;
  readonly whereHint: string;
  readonly caseId: string;
  /** Who has no number of their own for it gets one made here. */
  readonly isCaseIdOptional: boolean;
  readonly screened: string;
}

const staff = { who: "the patient", where: "Where is the patient?", isCaseIdOptional: false } as const;

export const formWords: Readonly<Record<Feed, FormWords>> = {
  ambulance: {
    ...staff,
    title: "New referral",
    whereHint: "Postcode of the scene, or your position",
    caseId: "Incident number",
    screened: "Did you look for these red flags?",
  },
  hospital: {
    ...staff,
    title: "New referral",
    where: "Where will the patient be?",
    whereHint: "Postcode of the home that the patient goes to",
    caseId: "Attendance or spell number",
    screened: "Did you look for these red flags?",
  },
  "primary-care": {
    ...staff,
    title: "New referral",
    whereHint: "Postcode of the visit",
    caseId: "Journey number",
    isCaseIdOptional: true,
    screened: "Did you look for these red flags?",
  },
  community: {
    who: "the person",
    title: "Ask for help",
    where: "Where is the person?",
    whereHint: "Postcode of the home",
    caseId: "Your reference",
    isCaseIdOptional: true,
    screened: "Did you check for these danger signs?",
  },
};

/** The needs a referrer meets most often come first; the rest is one tap away. */
export const commonNeeds: readonly NeedCode[] = [
  "FALL",
  "FRAILTY",
  "CATHETER",
  "DELIRIUM",
  "INFECTION",
  "RESPIRATORY",
  "WOUND",
  "MOBILITY",
  "EOL",
];

/** A need as this referrer says it. */
export function needInWords(need: NeedCode, feed: Feed): string {
  return (feed === "community" ? plainNeeds[need] : undefined) ?? needWords[need];
}

const plainNeeds: Partial<Record<NeedCode, string>> = {
  FRAILTY: "Getting weaker",
  DELIRIUM: "Newly confused",
  RESPIRATORY: "Breathing problem",
  MOBILITY: "Cannot get about",
  EOL: "End of life",
  WOUND: "Wound or skin",
  CARER: "Carer cannot cope",
};

/** A red flag as this referrer says it. */
export function flagInWords(flag: RedFlag, feed: Feed): string {
  const plain = feed === "community" ? plainFlags[flag] : professionalFlags[flag];
  return plain ?? codeInWords(flag.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

const professionalFlags: Partial<Record<RedFlag, string>> = {
  headInjury: "Hit the head, or head injury",
  acuteEmergency: "Another acute emergency",
  collapse: "Collapse (dizzy, sick, no trip)",
};

const plainFlags: Partial<Record<RedFlag, string>> = {
  acuteEmergency: "Very unwell in another way",
  suspectedSepsis: "Shivering, mottled, breathing fast",
  suspectedFracture: "A bone may be broken",
  newReducedConsciousness: "Harder to wake than usual",
  lostConsciousness: "Passed out",
  headInjury: "Hit the head",
  strokeSigns: "Face, arm or speech gone weak",
  cardiacChestPain: "Chest pain",
  respiratoryDistress: "Struggling to breathe",
  newOxygenNeed: "Needs oxygen, or more than usual",
  majorBleeding: "Bleeding that does not stop",
  arrhythmiaWithCompromise: "Racing heart and faint",
  collapse: "Collapsed without tripping",
  backOrNeckTrauma: "Hurt the back or neck",
  unusualBehaviour: "Not behaving as usual",
  overdose: "Took too much medicine",
  anaphylaxis: "Severe allergic reaction",
  activeSeizure: "Having a fit",
  caudaEquina: "Numb between the legs, cannot pass water",
  obstetricEmergency: "Pregnant and unwell",
};

export interface Question {
  /** Name of the answer. */
  readonly name: string;
  readonly words: string;
  readonly choices: readonly { readonly value: string; readonly words: string }[];
}

const yesNo = [
  { value: "yes", words: "Yes" },
  { value: "no", words: "No" },
  { value: "unknown", words: "Not known" },
] as const;

/** Questions with a few answers side by side, by the input of the criteria that they answer. */
export function questionsOf(feed: Feed): Readonly<Record<string, Question>> {
  const who = formWords[feed].who;
  const ask = (name: string, words: string, choices: Question["choices"] = yesNo): Question => ({
    name,
    words,
    choices,
  });
  return {
    manageableAtHome: ask("manageableAtHome", `Can ${who} be managed safely at home?`),
    safeToWaitTwoHours: ask("safeToWaitTwoHours", `Is ${who} safe to wait two hours?`),
    agreesToVisit: ask("agreesToVisit", `Does ${who} agree to a visit?`, [
      { value: "yes", words: "Yes" },
      { value: "best-interests", words: "Best interests" },
      { value: "no", words: "No" },
      { value: "unknown", words: "Not known" },
    ]),
    helpWithinTwoHours: ask("helpWithinTwoHours", "Is help needed within two hours?"),
    "fall.anticoagulant": ask("anticoagulant", "Takes a blood thinner (anticoagulant)?"),
    "fall.antiplatelet": ask("antiplatelet", "Takes an antiplatelet?"),
    temporaryResident: ask("temporaryResident", "Registered here for a short stay?"),
    endOfLife: ask("endOfLife", "End of life?"),
    intoxicated: ask("intoxicated", `Is ${who} intoxicated?`),
    needsComplexDiagnostics: ask("needsComplexDiagnostics", "Needs tests that only a hospital has?"),
    virtualWardNeed: ask("virtualWardNeed", "Needs hospital-level care at home?"),
    mentalHealthCrisisIsPrimary: ask("mentalHealthCrisisIsPrimary", "Is a mental health crisis the main need?"),
    pregnancyRelated: ask("pregnancyRelated", "Related to a pregnancy?"),
    dischargeSupportOnly: ask("dischargeSupportOnly", "Is support for leaving hospital the only need?"),
  };
}
