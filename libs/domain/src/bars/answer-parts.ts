/**
 * What every answer to a sender is made of. Types, the number by which people speak of a referral, and the ids that stay the same in all answers.
 */
import type { BarsSettings } from "@ucrt/schemas";
import { derivedId } from "./fhir-bundle.ts";

export interface AnswerParts {
  /** Parsed: the message that is answered; for a response, the sender's latest that carries the whole case and is no cancellation. */
  readonly request: unknown;
  /** `Bundle.id` of the first message of this case: `MessageHeader.response.identifier` of every response. */
  readonly originalBundleId: string;
  readonly referralId: string;
  /** `referralNumberOf(referralId)`. */
  readonly referralNumber: string;
  readonly category: BarsSettings["useCases"][string]["category"];
  readonly settings: BarsSettings;
  /** GUID of this answer. Not used in the synchronous answer, which keeps the sender's. */
  readonly bundleId: string;
  /** The sender's name, when its message does not give one. */
  readonly senderName?: string | undefined;
  /** The single point of access, as people dial it. */
  readonly spaPhone: string;
  /** When the case was first received, epoch ms: start of our Encounter in every answer. */
  readonly receivedAtMs: number;
  /** When this answer is written, epoch ms. */
  readonly atMs: number;
}

/** Crockford's letters and digits: none that is taken for another on the telephone or on paper. */
const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The human-readable number of a referral: `UCR-7K2M-93XD`, the last 40 bits of its id. Says nothing of a person. */
export function referralNumberOf(referralId: string): string {
  let bits = BigInt(`0x${referralId.replaceAll("-", "").slice(-10)}`);
  let number = "";
  for (let place = 0; place < 8; place += 1) {
    number = (symbols[Number(bits % 32n)] ?? "") + number;
    bits /= 32n;
  }
  return `UCR-${number.slice(0, 4)}-${number.slice(4)}`;
}

/** The id of our Encounter: the same in the planned, the interim and the full answer. */
export const ourEncounterIdOf = (referralId: string): string => derivedId(referralId, "encounter");
