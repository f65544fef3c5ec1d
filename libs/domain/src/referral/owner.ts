/**
 * Who must act next, and who holds clinical responsibility. In: a referral. Out: exactly one of each, always. Never looks at a clock.
 */
import type { BoardRow, Owner } from "@ucrt/schemas";
import { openTask } from "./call-tasks.ts";
import type { OpenedReferral, Referral } from "./referral.ts";

export type Responsibility = BoardRow["responsibility"];

const system: Owner = { kind: "system", name: null };
const spaClinician: Owner = { kind: "spa-clinician", name: null };
const spaCoordinator: Owner = { kind: "spa-coordinator", name: null };
const team = (name: string): Owner => ({ kind: "team", name });

/** The one owner: who must act next. Before `opened` and after the end it is the system. */
export function ownerOf(referral: Referral): Owner {
  switch (referral.status) {
    case "none":
      return system;
    case "candidate":
      return spaCoordinator;
    case "received":
      return referral.assessmentAwaited?.isOverdue === true ? spaClinician : system;
    case "deciding":
    case "advised":
      return spaClinician;
    case "waiting":
      if (referral.waitingFor === "hold") return holdOwner(referral);
      if (referral.waitingFor === "unrouted") return spaClinician;
      return referral.routing?.isOverdue === true || referral.assessmentAwaited?.isOverdue === true
        ? spaClinician
        : system;
    case "offered":
      return team(referral.offer.team);
    case "accepted":
    case "en-route":
    case "arrived":
    case "onward-pending":
    case "no-access":
      return team(referral.job.team);
    case "escalated":
      return referral.job === null ? spaClinician : team(referral.job.team);
    case "handed-back":
      if (referral.handBack.to === "spa-clinician") return spaClinician;
      if (openTask(referral, "hand-back-unacknowledged") !== undefined) return spaCoordinator;
      return { kind: referral.handBack.to, name: referral.handBack.to === "999" ? null : referral.senderOrganisation };
    case "closed":
    case "withdrawn":
      if (referral.callTasks.some((task) => !task.isDone)) return spaCoordinator;
      return referral.ended.acknowledgeByMs !== null && referral.ended.team !== null
        ? team(referral.ended.team)
        : system;
  }
}

function holdOwner(referral: OpenedReferral): Owner {
  const owner = referral.hold?.owner ?? null;
  return owner === null
    ? { kind: "referrer", name: referral.senderOrganisation }
    : { kind: "named-person", name: owner.name };
}

/** Who holds clinical responsibility now. It passes to UCRT with acceptance, and back only when a named person agrees. */
export function responsibilityOf(referral: OpenedReferral): Responsibility {
  switch (referral.status) {
    case "candidate":
      return "999";
    case "received":
    case "deciding":
    case "advised":
    case "offered":
    case "handed-back":
      return holder(referral);
    case "waiting":
      return referral.waitingFor === "hold" && referral.hold.owner !== null && referral.lastHolder.kind === "referrer"
        ? "spa-clinician"
        : holder(referral);
    case "accepted":
    case "en-route":
    case "arrived":
    case "onward-pending":
    case "no-access":
      return "ucrt";
    case "escalated":
      if (referral.escalation.isHandedOver) return "999";
      return referral.job === null && referral.lastHolder.kind === "spa-clinician"
        ? "spa-clinician"
        : "shared-ucrt-999";
    case "closed":
    case "withdrawn":
      return "nobody-closed";
  }
}

function holder(referral: OpenedReferral): Responsibility {
  switch (referral.lastHolder.kind) {
    case "referrer":
      return referral.source === "stack" ? "999" : "referrer";
    case "team":
      return "ucrt";
    case "spa-clinician":
      return "spa-clinician";
  }
}
