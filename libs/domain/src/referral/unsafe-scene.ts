/**
 * An unsafe scene: two different people say that they know before anybody sets off. In: a referral. Out: whether one may go; a fact when somebody says so.
 * Only setting off is held back. An arrival that has happened is recorded whatever was said before it, because a record that refuses what is true helps nobody.
 */
import { add, type Act, type OpenDraft } from "./draft.ts";
import type { CommandOutcome } from "./on-command.ts";
import type { OpenedReferral } from "./referral.ts";
import { refuse } from "./refusal.ts";

/** Different people: one alone may have overlooked it. */
const peopleWhoKnow = 2;

export const isSceneUnsafe = (referral: OpenedReferral): boolean => referral.picture.flags.sceneSafety === "unsafe";

/** How many different people have said so, since the team accepted and since the last amendment. */
export const sceneAcknowledgements = (referral: OpenedReferral): number => referral.sceneAcknowledgedBy?.length ?? 0;

/** False while an unsafe scene is not yet known to two people. */
export const mayGoToTheScene = (referral: OpenedReferral): boolean =>
  !isSceneUnsafe(referral) || sceneAcknowledgements(referral) >= peopleWhoKnow;

/** Somebody says that they know. The same person twice is one person. */
export function acknowledgeScene(draft: OpenDraft, act: Act): CommandOutcome {
  const { referral } = draft;
  if (!isSceneUnsafe(referral)) return refuse("REF_NOTHING_TO_ACKNOWLEDGE", "The scene is not marked unsafe.");
  if (referral.sceneAcknowledgedBy?.includes(act.actor.subject) === true) return "nothing-to-do";
  add(draft, "scene-acknowledged", {}, act);
  return undefined;
}
