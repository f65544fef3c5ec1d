/**
 * The telephone number without which a feed's contract takes no case: the call-back for 999, the referrer's own for the others.
 * In: the feed, the resources of a message. Out: a number; undefined when there is none to ring. Pure.
 */
import type { BarsUseCase } from "@ucrt/schemas";
import type { BarsResources } from "./bars-message.ts";
import { contactsOf, deskNumberOf, numbersOf } from "./contact-numbers.ts";

export const numberToRing = (feed: BarsUseCase["feed"], resources: BarsResources): string | undefined =>
  feed === "ambulance" ? contactsOf(resources).callBack : referrersNumber(resources);

/** The sending desk's number, else the requester's or the sending organisation's. */
export function referrersNumber({
  messageHeader,
  requester,
  requesterRole,
  sender,
}: BarsResources): string | undefined {
  const desk = deskNumberOf(messageHeader);
  if (desk !== undefined) return desk;
  return [requester, requesterRole, sender].flatMap((who) => numbersOf(who, []).map(({ phone }) => phone))[0];
}
