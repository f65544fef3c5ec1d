/**
 * The telephone number without which a feed's contract takes no case: the call-back for 999, the referrer's own for the others.
 * In: the feed, the resources of a message. Out: a number; undefined when there is none to ring. Pure.
 */
import type { BarsUseCase } from "@ucrt/schemas";
import type { BarsResources } from "./bars-message.ts";
import { contactsOf, deskNumberOf, numbersOf } from "./contact-numbers.ts";

export function numberToRing(feed: BarsUseCase["feed"], resources: BarsResources): string | undefined {
  if (feed === "ambulance") return contactsOf(resources).callBack;
  const { messageHeader, requester, requesterRole, sender } = resources;
  return (
    deskNumberOf(messageHeader) ??
    [requester, requesterRole, sender].flatMap((who) => numbersOf(who, []).map(({ phone }) => phone))[0]
  );
}
