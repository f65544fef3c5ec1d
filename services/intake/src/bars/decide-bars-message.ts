/**
 * Which case a BaRS message speaks of, and whether it fits what is known of it.
 * In: the message, whom it names, the sender's cases. Out: the case; null when the message may go on, or why not. Pure.
 * A cancellation of somebody else's case would leave a person with nobody: it is refused whenever it could be one.
 */
import type { BarsMessage, BarsRefusal } from "@ucrt/domain";
import { isKnownPerson, isSamePerson, type WhoItIs } from "../decide-submission.ts";
import type { BarsCase } from "./bars-rows.ts";

/** Of the cases under the ServiceRequest's own id: an open one of the same person, else the newest open one, else the newest. */
export function caseByRequest(cases: readonly BarsCase[], who: WhoItIs): BarsCase | undefined {
  const open = cases.filter((one) => one.isOpen);
  return (
    open.find((one) => isKnownPerson(one, who)) ??
    open.find((one) => isSamePerson(one, who)) ??
    open.at(0) ??
    cases.at(0)
  );
}

/** Several patients of one incident share its number: by it alone, a case is found for a person who is known to be its own. */
export function caseByNumber(cases: readonly BarsCase[], who: WhoItIs): BarsCase | undefined {
  return cases.find((one) => isKnownPerson(one, who));
}

/**
 * An update or a cancellation speaks of a case that is here and open, and an update of one that has not gone back; a cancellation must not be older than what
 * is held, nor name somebody else. A new request always goes on, and so does an update that names somebody else: a person decides about it.
 */
export function refusalOf(
  message: Pick<BarsMessage, "kind" | "writtenAtMs" | "useCase">,
  known: BarsCase | undefined,
  who: WhoItIs,
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
  if (message.kind === "update" && known.status === "handed-back")
    return conflict("This ServiceRequest was handed back: the case is with you. Send it as new to ask again.");
  if (message.kind === "cancel" && !isSamePerson(known, who))
    return conflict(
      "This cancellation names another patient than the ServiceRequest that is held. Nobody was withdrawn.",
    );
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
