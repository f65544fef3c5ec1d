/**
 * Whether a BaRS message fits what is known of its conversation.
 * In: the message and the sender's case it speaks of. Out: null when it may go on, or why not. Pure.
 */
import type { BarsMessage, BarsRefusal } from "@ucrt/domain";
import type { BarsCase } from "./bars-rows.ts";

/** An update or a cancellation speaks of a case that is here and open; a cancellation must not be older than what is held. A new request always goes on. */
export function refusalOf(
  message: Pick<BarsMessage, "kind" | "writtenAtMs" | "useCase">,
  known: BarsCase | undefined,
): BarsRefusal | null {
  if (message.kind === "new") return null;
  if (known === undefined || known.caseId === null)
    return {
      status: 404,
      code: "REC_NOT_FOUND",
      issue: "not-found",
      diagnostics: "There is no ServiceRequest of yours under this id. Send it as new.",
    };
  if (!known.isOpen) return conflict("This ServiceRequest has ended here. What comes after that is a new request.");
  if (known.feed !== message.useCase.feed)
    return conflict("This ServiceRequest was sent for another use case. An update keeps the use case of its request.");
  if (message.kind === "cancel" && isOlder(message, known))
    return conflict("This cancellation is older than what is held. Read the ServiceRequest, then decide again.");
  return null;
}

/** What an update that is older than what is held hears. It is kept, and changes nothing. */
export const staleUpdate = (): BarsRefusal =>
  conflict("This update is older than what is held. It is kept and changes nothing; read the ServiceRequest first.");

const conflict = (diagnostics: string): BarsRefusal => ({
  status: 409,
  code: "REC_CONFLICT",
  issue: "conflict",
  diagnostics,
});

function isOlder({ writtenAtMs }: Pick<BarsMessage, "writtenAtMs">, known: BarsCase): boolean {
  return writtenAtMs !== null && known.writtenAtMs !== null && writtenAtMs < known.writtenAtMs;
}
