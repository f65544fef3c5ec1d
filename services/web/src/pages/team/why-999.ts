/**
 * Why 999 was asked, as far as this device knows: nothing is asked twice. Pure. In: the opened referral, the steps kept on this device.
 * Out: a code of `escalate-999`. What was said here without a signal is newer than what the service has told.
 */
import type { ReferralView } from "@ucrt/schemas";
import type { Entry } from "../offline/outbox.ts";

export const reasons999 = [
  { value: "deterioration", words: "Getting worse" },
  { value: "red-flag", words: "A red flag" },
  { value: "no-access", words: "Can’t get in" },
  { value: "scene-unsafe", words: "Scene unsafe" },
  { value: "other", words: "Other" },
] as const;

/** `other` when nothing is known. */
export function why999(
  referralId: string,
  view: Pick<ReferralView, "history"> | undefined,
  entries: readonly Entry[],
): string {
  const here = entries.findLast(
    ({ about, path, state }) => about === referralId && path.endsWith("/escalate-999") && state !== "refused",
  )?.body["reason"];
  const told = view?.history.findLast(({ type }) => type === "escalated-to-999")?.data["reason"];
  const asked = here ?? told;
  return reasons999.find(({ value }) => value === asked)?.value ?? "other";
}
