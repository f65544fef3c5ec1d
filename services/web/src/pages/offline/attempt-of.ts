/**
 * What one attempt to send an action brought. In: its path, what was answered. Out: sent, refused for good, or "later". Pure.
 * An answer counts as sent only when it is the one that the path promises: a hotel's sign-in page says 200 as well, and has told nobody.
 */
import { commandAnswer, readTolerantly, submitAnswer } from "@ucrt/schemas";
import type { Refusal } from "../api.ts";
import type { Attempt } from "./outbox.ts";

/** Without the row: a page that is older than the service still knows that a step was taken. */
const takenCommand = commandAnswer.pick({ referralId: true, version: true, state: true });

export function attemptOf(
  path: string,
  answered: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal },
): Attempt {
  if (answered.ok) return isTaken(path, answered.value) ? { kind: "sent", answer: answered.value } : { kind: "later" };
  const { status, code } = answered.refusal;
  // Somebody else has signed in meanwhile: it waits for the person who gave it.
  if (code === "REF_OTHER_PERSON") return { kind: "later" };
  // 401: nobody is signed in just now. 0 and 5xx: nothing is known. 425 and 429: asked too soon.
  const isLater = status === 0 || status === 401 || status === 425 || status === 429 || status >= 500;
  return isLater ? { kind: "later" } : { kind: "refused", refusal: answered.refusal };
}

/** Steps of a referral have one answer; whatever a referrer sends has the other. */
const isTaken = (path: string, value: unknown): boolean =>
  readTolerantly(path.startsWith("/api/referrals/") ? takenCommand : submitAnswer, value).success;
