/**
 * Which commands to show a person now. In: the person, the referral. Out: names. Never a promise: `decide` judges again when one is given,
 * but a button that could only be refused is not shown.
 */
import { commandNames, type CommandName, type Principal } from "@ucrt/schemas";
import { alarmsOf } from "./board-row.ts";
import { handBackTo } from "./commands-of-team.ts";
import { isWithSpaClinician } from "./commands-of-visit.ts";
import { isOfTheStack, type OpenedReferral, type Referral } from "./referral.ts";
import { isSceneUnsafe, mayGoToTheScene } from "./unsafe-scene.ts";
import { statesOf } from "./states-of-commands.ts";
import { isCrewWaiting } from "./steps.ts";
import { isSpa, isUcrt } from "../visibility/roles.ts";
import { isInScope, mayGiveAtAll } from "./who-may.ts";

/** Names of the commands this person may give now, in the order of the contract. */
export function commandsFor(principal: Principal, referral: Referral): readonly CommandName[] {
  return commandsInState(principal, referral).filter(
    (name) => referral.status !== "none" && makesSense(name, principal, referral),
  );
}

/** Names by role and state alone, whatever else the command needs. */
export function commandsInState(principal: Principal, referral: Referral): readonly CommandName[] {
  if (referral.status === "none" || !isInScope(principal, referral)) return [];
  return commandNames.filter(
    (name) => statesOf[name].includes(referral.status) && mayGiveAtAll(principal, referral, name),
  );
}

function makesSense(name: CommandName, principal: Principal, referral: OpenedReferral): boolean {
  const isClinician = principal.role === "spa-clinician";
  switch (name) {
    case "release":
      return referral.claim !== null || (referral.hold !== null && isClinician);
    case "snooze":
      return referral.snooze === undefined && alarmsOf(referral).length === 0;
    case "unsnooze":
      return referral.snooze !== undefined;
    case "withdraw-offer":
      return referral.offer?.isSeen === false;
    case "assign":
      return (
        referral.hold === null &&
        (referral.handBack === null || (referral.handBack.to === "spa-clinician" && isClinician))
      );
    case "review":
      return (
        principal.registration !== undefined && (referral.handBack === null || referral.handBack.to === "spa-clinician")
      );
    case "hold":
      return (
        principal.registration !== undefined &&
        referral.hold === null &&
        !isOfTheStack(referral) &&
        !isCrewWaiting(referral) &&
        referral.lastHolder.kind === "referrer"
      );
    case "take":
      return referral.take === null;
    case "unlink":
      return referral.links.some((link) => link.status !== "unlinked");
    case "seen":
      return referral.offer?.isSeen === false;
    case "accept":
      return principal.role !== "ucrt-clinician" || principal.registration !== undefined;
    case "escalate-999":
      if (referral.escalation !== null) return !referral.escalation.isHandedOver;
      return referral.job !== null || isWithSpa(referral, isClinician);
    case "hand-back":
      return handBackTo(referral) !== undefined;
    case "close":
      if (referral.escalation !== null && !referral.escalation.isHandedOver) return false;
      return referral.job !== null || isClinician;
    case "acknowledge":
      return hasToAcknowledge(principal, referral);
    case "ask-a-nurse":
      return referral.advised?.outcome === "redirect";
    case "en-route":
      return mayGoToTheScene(referral);
    case "acknowledge-scene":
      return isSceneUnsafe(referral) && referral.sceneAcknowledgedBy?.includes(principal.subject) !== true;
    case "summary-sent":
      return referral.ended?.summary === "to-be-sent";
    case "agree-time":
    case "decline-time":
      return referral.job?.counterOffer === "pending";
    case "leaving":
    case "staying":
    case "conveying":
      return referral.source === "crew" && referral.crewDecision !== name;
    case "claim":
    case "note":
    case "record-call":
    case "link":
    case "change-response":
    case "leave":
    case "decline":
    case "eta":
    case "contact":
    case "arrive":
    case "no-access":
    case "transfer-team":
    case "onward":
      return true;
  }
}

const isWithSpa = (referral: OpenedReferral, isClinician: boolean): boolean =>
  isClinician && isWithSpaClinician(referral);

/** The team acknowledges changes and alerts; the referrer advice and hand-backs; SPA for either, and its own clinician a hand-back to SPA. */
function hasToAcknowledge(principal: Principal, referral: OpenedReferral): boolean {
  const isTeamDue =
    referral.amendmentToAcknowledgeByMs !== null ||
    referral.alerts.some((alert) => !alert.isAcknowledged) ||
    (referral.ended !== null && referral.ended.acknowledgeByMs !== null);
  if (isUcrt(principal)) return isTeamDue;
  const isToSpa = referral.handBack?.to === "spa-clinician";
  const isReferrerDue = referral.advised !== null || (referral.handBack !== null && !isToSpa);
  if (isSpa(principal)) return isTeamDue || isReferrerDue || (isToSpa && principal.role === "spa-clinician");
  return isReferrerDue;
}
