/**
 * Decides what a message means for the cases its sender has here already.
 * In: the message and the latest case under the same sender and case id. Out: a new referral, an amendment, a withdrawal, an acknowledgement,
 * something that waits for its case, or something older than what is known. Pure. Never merges two people: when who it is differs, a person decides.
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
}

/** What the message means. */
export function decideSubmission(given: FeedMessage, { known, sentAtMs }: Knowledge): Meaning {
  switch (given.message.kind) {
    case "withdrawal":
      return known === null ? { is: "orphan" } : { is: "withdrawal", referralId: known.referralId };
    case "acknowledgement":
      return known === null ? { is: "orphan" } : { is: "acknowledgement", referralId: known.referralId };
    case "amendment":
      return known?.isOpen === true
        ? amend(given, known, sentAtMs)
        : open(given, known, known === null ? "amendment-without-referral" : "amendment-after-end");
    case "referral":
      return known?.isOpen === true && isSamePerson(known, whoItIs(given))
        ? amend(given, known, sentAtMs)
        : open(given, known, null);
  }
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
