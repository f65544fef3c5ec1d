/**
 * What every answer to a sender is made of. Types, and the ids that stay the same in all answers.
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

/** The id of our Encounter: the same in the planned, the interim and the full answer. */
export const ourEncounterIdOf = (referralId: string): string => derivedId(referralId, "encounter");
