/**
 * The questions of a telephone call, in the order in which a caller answers them: how to ring back, who rings, who it is about, where, what.
 * In: the answers so far. Out: fields. Decides nothing clinical: what the criteria still need is theirs to say.
 */
import { needCode, type Feed, type Source } from "@ucrt/schemas";
import type { Choice, Field } from "../commands/command-parts.ts";
import type { Answers } from "../refer/referral-body.ts";
import { codeInWords, needWords } from "../words.ts";

/** Who may ring, in the words of a call handler, with the feed that their case belongs to. */
export interface CallSource {
  readonly value: Exclude<Source, "stack">;
  readonly words: string;
  readonly feed: Feed;
  /** Kinds of the directory's organisations that it may be; empty: the public, who have none. */
  readonly kinds: readonly string[];
}

export const callSources: readonly CallSource[] = [
  { value: "care-home", words: "Care home", feed: "community", kinds: ["care-home"] },
  { value: "crew", words: "Ambulance crew on scene", feed: "ambulance", kinds: ["ambulance-trust"] },
  { value: "gp", words: "General practice", feed: "primary-care", kinds: ["practice", "gp-out-of-hours"] },
  { value: "nhs-111", words: "NHS 111", feed: "primary-care", kinds: ["gp-out-of-hours", "ambulance-trust", "other"] },
  { value: "emergency-department", words: "Emergency department", feed: "hospital", kinds: ["acute-trust"] },
  { value: "sdec", words: "Same day emergency care", feed: "hospital", kinds: ["acute-trust"] },
  { value: "ward", words: "Ward", feed: "hospital", kinds: ["acute-trust", "community-provider"] },
  { value: "self", words: "The person themselves", feed: "community", kinds: [] },
  { value: "carer", words: "Relative or carer", feed: "community", kinds: [] },
  { value: "telecare", words: "Telecare", feed: "community", kinds: ["other"] },
  { value: "social-care", words: "Social care", feed: "community", kinds: ["other"] },
  { value: "community-health", words: "Community health", feed: "community", kinds: ["community-provider", "other"] },
  { value: "mental-health", words: "Mental health", feed: "community", kinds: ["community-provider", "other"] },
  { value: "hospice", words: "Hospice", feed: "community", kinds: ["other"] },
  { value: "voluntary-sector", words: "Voluntary sector", feed: "community", kinds: ["other"] },
];

/** Undefined until it is chosen. */
export const sourceOfCall = (answers: Answers): CallSource | undefined =>
  callSources.find(({ value }) => value === answers["from"]);

const text = (name: string, label: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  kind: "text",
  ...more,
});
const choice = (name: string, label: string, choices: readonly Choice[], more: Partial<Field> = {}): Field => ({
  name,
  label,
  kind: "choice",
  choices,
  ...more,
});
const optional = { isOptional: true } as const;
const plain = (values: readonly string[]): readonly Choice[] =>
  values.map((value) => ({ value, words: codeInWords(value) }));

export interface CallGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

/** Until somebody is chosen, the shortest way to whoever rings. `organisations`: those that this caller may ring from. */
export function callGroups(
  answers: Answers,
  organisations: readonly Choice[],
  isFromPaper: boolean,
): readonly CallGroup[] {
  const source = sourceOfCall(answers);
  return [
    {
      title: "The caller",
      fields: [
        text("callBack", "Call-back number", { hint: "First, in case the line drops" }),
        text("callerName", "Caller’s name"),
        choice(
          "from",
          "Calling from",
          callSources.map(({ value, words }) => ({ value, words })),
        ),
        ...(source === undefined || source.kinds.length === 0
          ? []
          : [choice("onBehalfOf", "Organisation", organisations), text("callerRole", "Caller’s role", optional)]),
        ...(source?.value === "crew" ? [text("caseId", "Incident number"), text("callSign", "Call sign")] : []),
        ...(isFromPaper
          ? [{ name: "takenAt", label: "Taken on paper at", kind: "time", hint: "When the caller rang" } as const]
          : []),
      ],
    },
    {
      title: "The person",
      fields: [
        text("name", "Name", optional),
        text("dateOfBirth", "Date of birth", { ...optional, hint: "27031941 or 27/03/1941" }),
        text("nhsNumber", "NHS number", optional),
        ...((answers["dateOfBirth"] ?? "") === "" ? [text("ageYears", "Or age, a guess will do", optional)] : []),
        choice("sex", "Sex", plain(["female", "male", "other", "unknown"]), optional),
      ],
    },
    {
      title: "Where",
      fields: [
        text("address", "Address"),
        text("postcode", "Postcode"),
        choice("carePlace", "That is", plain(["home", "care-home", "nursing-home", "public-place", "other"]), optional),
        text("patientPhone", "Phone there", optional),
        text("accessNotes", "How to get in", optional),
      ],
    },
    {
      title: "What",
      fields: [
        choice(
          "need",
          "Main need",
          needCode.options.map((value) => ({ value, words: needWords[value] })),
        ),
        { name: "narrative", label: "What happened", kind: "long-text", ...optional },
        ...(source === undefined || source.value === "crew" ? [] : [text("caseId", "Their case number", optional)]),
      ],
    },
  ];
}

/** Who looked for red flags: over the telephone that decides what a "no" is worth. */
export const screenedBy: readonly Choice[] = [
  { value: "caller-clinician", words: "The caller, a registered clinician with the person" },
  { value: "caller-other", words: "The caller, who is no clinician" },
  { value: "me", words: "I asked for each" },
];

/** Numbers beside the call-back number, when they are others. */
export const otherNumbers: readonly Field[] = [
  text("bypass", "Number past any menu", { ...optional, hint: "If it is another one" }),
  text("outOfHours", "Number out of hours", { ...optional, hint: "If it is another one" }),
  text("callerRelationship", "Caller is their", { ...optional, hint: "Daughter, neighbour" }),
  text("practice", "Practice code", optional),
];
