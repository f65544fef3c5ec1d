/**
 * Judges one feed message: contract first, then meaning.
 * In: JSON data that was read strictly, its feed, when it was received. Out: the typed message, or every wrong field in the referrer's words.
 * Pure; unknown fields are refused (HTTP) or set aside (Kafka).
 */
import {
  type Directory,
  type FeedCase,
  type FeedMessage,
  type WrongField,
  type WrongMeaning,
  wrongFieldsInWords,
  wrongInMeaning,
  wrongMeaningInWords,
  wrongOrganisations,
} from "@ucrt/domain";
import {
  ambulanceMessage,
  communityMessage,
  type Feed,
  hospitalMessage,
  primaryCareMessage,
  readTolerantly,
} from "@ucrt/schemas";
import type { z } from "zod";

const contracts = {
  ambulance: ambulanceMessage,
  hospital: hospitalMessage,
  "primary-care": primaryCareMessage,
  community: communityMessage,
} as const;

export interface ToRead {
  readonly feed: Feed;
  readonly value: unknown;
  /** Epoch ms. */
  readonly receivedAtMs: number;
  readonly directory: Directory;
  readonly unknownFields: "refused" | "set-aside";
}

export type ReadMessage =
  | { readonly ok: true; readonly given: FeedMessage; readonly case: FeedCase | undefined }
  | { readonly ok: false; readonly errors: readonly WrongField[] };

/** The message as its feed's contract says it, or what is wrong with it. */
export function readFeedMessage(toRead: ToRead): ReadMessage {
  const { feed, value, directory } = toRead;
  const schema: z.ZodType = contracts[feed];
  const result = toRead.unknownFields === "refused" ? schema.safeParse(value) : readTolerantly(schema, value);
  if (!result.success) {
    const inMeaning = wrongMeaningInWords(meaningOfUntyped(value, toRead), feed);
    const named = wrongFieldsInWords(result.error.issues, { feed, message: value });
    return { ok: false, errors: withoutRepeats([...named, ...inMeaning]) };
  }
  // The contract chosen by `feed` gives exactly the message of that feed; the compiler cannot see the pairing.
  const given = { feed, message: result.data } as FeedMessage;
  const wholeCase = asCase(given);
  const wrong = [
    ...wrongOrganisations(given.message, (code) => isKnownOrganisation(directory, code)),
    ...(wholeCase === undefined ? [] : wrongInMeaning(wholeCase.message, toRead.receivedAtMs)),
  ];
  return wrong.length > 0
    ? { ok: false, errors: wrongMeaningInWords(wrong, feed) }
    : { ok: true, given, case: wholeCase };
}

/** Organisations and practices of the area's directory. */
export function isKnownOrganisation(directory: Directory, code: string): boolean {
  return Object.hasOwn(directory.data.file.organisations, code) || directory.practice(code) !== undefined;
}

/** The message when it brings a whole case: a referral or an amendment. */
export function asCase(given: FeedMessage): FeedCase | undefined {
  const { kind } = given.message;
  return kind === "referral" || kind === "amendment" ? (given as FeedCase) : undefined;
}

/** Even when the form is wrong, what is wrong in meaning is named with the rest, so that a sender corrects everything at once. */
function meaningOfUntyped(value: unknown, { feed, directory, receivedAtMs }: ToRead): readonly WrongMeaning[] {
  if (!isGroup(value)) return [];
  const { organisation, onBehalfOf, patient, clinical, kind, transfer, crew } = value;
  const codes = {
    organisation: looksLikeCode(organisation) ? organisation : "",
    onBehalfOf: looksLikeCode(onBehalfOf) ? onBehalfOf : undefined,
  };
  const advancePlan = isGroup(clinical) && isGroup(clinical["advancePlan"]) ? clinical["advancePlan"] : undefined;
  const bringsCase = kind === "referral" || kind === "amendment";
  return [
    ...wrongOrganisations(codes, (code) => code === "" || isKnownOrganisation(directory, code)),
    ...(bringsCase
      ? wrongInMeaning({ patient: isGroup(patient) ? patient : undefined, clinical: { advancePlan } }, receivedAtMs)
      : []),
    // A rule over several fields is not judged by the contract while one of them is wrong.
    ...(feed === "ambulance" && bringsCase && transfer === "crew-on-scene" && crew === undefined
      ? [{ path: "crew", reason: "a crew on scene gives its call sign, clinician and numbers" }]
      : []),
  ];
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function looksLikeCode(code: unknown): code is string {
  return typeof code === "string" && /^[A-Z0-9]{3,8}$/.test(code);
}

function withoutRepeats(errors: readonly WrongField[]): readonly WrongField[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = `${error.field} ${error.message}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
