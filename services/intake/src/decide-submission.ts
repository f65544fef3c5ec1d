/**
 * Decides what a message means for the cases its sender has here already.
 * In: the message and the cases under the same sender and case id. Out: a new referral, an amendment, a withdrawal, an acknowledgement, something that
 * waits for its case, or something older than what is known. Pure. Never merges two people, nor overwrites one by another, whatever the message calls
 * itself: when who it is differs, it is a referral of its own with a link suggested, and a person decides.
 */
import { bringsCandidate, isNhsNumber, nhsNumberDigits, type FeedMessage } from "@ucrt/domain";
import { asCase } from "./read-feed-message.ts";

/** Who a case is about, as far as that may decide about "the same". */
export interface WhoItIs {
  readonly dateOfBirth: string | null;
  readonly sex: string;
  /** Verified numbers only. */
  readonly nhsNumber: string | null;
}

/** A case under the sender's own id. */
export interface KnownCase extends WhoItIs {
  readonly referralId: string;
  readonly isOpen: boolean;
  readonly isCandidate: boolean;
  /** It has gone back to its sender, who has not acknowledged that yet. */
  readonly isHandedBack: boolean;
  /** As a BaRS sender names its request; null where it did not come by BaRS. */
  readonly serviceRequestId: string | null;
  /** When the sender wrote the newest content known, epoch ms. */
  readonly lastSentAtMs: number | null;
}

export type Meaning =
  | {
      readonly is: "new-referral";
      readonly suggestedLink: string | null;
      readonly isCandidate: boolean;
      readonly note: string | null;
    }
  | { readonly is: "amendment"; readonly referralId: string; readonly confirmsTake: boolean }
  | { readonly is: "stale"; readonly referralId: string }
  | { readonly is: "withdrawal"; readonly referralId: string }
  | { readonly is: "acknowledgement"; readonly referralId: string }
  | { readonly is: "orphan" };

/** What is known when a message arrives. */
export interface Knowledge {
  /** The case its sender means; null: none. */
  readonly known: KnownCase | null;
  /** When the sending system wrote it, epoch ms; null where arrival alone orders messages. */
  readonly sentAtMs: number | null;
  /** As a BaRS sender names its request; null for what did not come by BaRS. */
  readonly serviceRequestId: string | null;
}

/**
 * Which of the cases under one case id a message means: several patients of one incident share its number. The same request first, then the same person,
 * then whoever it may be; the first of the list when it is none of them.
 */
export function caseMeant<Case extends KnownCase>(
  cases: readonly Case[],
  who: WhoItIs,
  serviceRequestId: string | null,
): Case | undefined {
  const possible = cases.filter((one) => one.isOpen && isSamePerson(one, who));
  return (
    possible.find((one) => serviceRequestId !== null && one.serviceRequestId === serviceRequestId) ??
    possible.find((one) => isKnownPerson(one, who)) ??
    possible.at(0) ??
    cases.at(0)
  );
}

/** What the message means. */
export function decideSubmission(given: FeedMessage, knowledge: Knowledge): Meaning {
  const { known, sentAtMs } = knowledge;
  switch (given.message.kind) {
    case "withdrawal":
      return known === null ? { is: "orphan" } : { is: "withdrawal", referralId: known.referralId };
    case "acknowledgement":
      return known === null ? { is: "orphan" } : { is: "acknowledgement", referralId: known.referralId };
    case "amendment":
      if (known?.isOpen !== true)
        return open(given, known, known === null ? "amendment-without-referral" : "amendment-after-end");
      return isSamePerson(known, whoItIs(given))
        ? amend(given, known, sentAtMs)
        : open(given, known, "amendment-of-another-person");
    case "referral":
      return known !== null && isSentAgain(given, known, knowledge)
        ? amend(given, known, sentAtMs)
        : open(given, known, null);
  }
}

/**
 * A referral that is here already. What has gone back is sent anew on purpose: as an amendment nobody would look at it. Under one incident number another
 * BaRS request may be another patient's: then it takes more than that nothing differs.
 */
function isSentAgain(given: FeedMessage, known: KnownCase, { serviceRequestId }: Knowledge): boolean {
  const who = whoItIs(given);
  if (!known.isOpen || known.isHandedBack || !isSamePerson(known, who)) return false;
  const isOtherRequest =
    serviceRequestId !== null && known.serviceRequestId !== null && serviceRequestId !== known.serviceRequestId;
  return !isOtherRequest || isKnownPerson(known, who);
}

function open(given: FeedMessage, known: KnownCase | null, note: string | null): Meaning {
  const brought = asCase(given);
  return {
    is: "new-referral",
    suggestedLink: known?.referralId ?? null,
    isCandidate: brought !== undefined && bringsCandidate(brought),
    note,
  };
}

function amend(given: FeedMessage, known: KnownCase, sentAtMs: number | null): Meaning {
  if (sentAtMs !== null && known.lastSentAtMs !== null && sentAtMs < known.lastSentAtMs)
    return { is: "stale", referralId: known.referralId };
  const brought = asCase(given);
  return {
    is: "amendment",
    referralId: known.referralId,
    confirmsTake: known.isCandidate && brought !== undefined && !bringsCandidate(brought),
  };
}

/** Who a message speaks of. An NHS number that fails its check says nothing. */
export function whoItIs(given: FeedMessage): WhoItIs {
  const brought = asCase(given);
  if (brought === undefined) return { dateOfBirth: null, sex: "unknown", nhsNumber: null };
  const { patient } = brought.message;
  const digits = patient.nhsNumber === undefined ? null : nhsNumberDigits(patient.nhsNumber);
  return {
    dateOfBirth: patient.dateOfBirth ?? null,
    sex: patient.sex,
    nhsNumber: digits !== null && isNhsNumber(digits) ? digits : null,
  };
}

/** The same person, and known to be: by a number or a birth date that both have. */
export const isKnownPerson = (one: WhoItIs, other: WhoItIs): boolean =>
  isSamePerson(one, other) &&
  ((one.nhsNumber !== null && other.nhsNumber !== null) || (one.dateOfBirth !== null && other.dateOfBirth !== null));

/** Nothing that both know differs. */
export function isSamePerson(one: WhoItIs, other: WhoItIs): boolean {
  const differ = (left: string | null, right: string | null): boolean =>
    left !== null && right !== null && left !== right;
  const known = (sex: string): string | null => (sex === "unknown" ? null : sex);
  return (
    !differ(one.dateOfBirth, other.dateOfBirth) &&
    !differ(known(one.sex), known(other.sex)) &&
    !differ(one.nhsNumber, other.nhsNumber)
  );
}
