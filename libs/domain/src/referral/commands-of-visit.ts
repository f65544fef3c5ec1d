/**
 * The visit: on the way, arrived, nobody at the door, worse, onward, closed. In: the command. Out: facts in the draft, or a refusal.
 * Arrival records the first face-to-face contact and both minutes. Nothing here is ever done by a timer.
 */
import type { CloseOutcome, Command } from "@ucrt/schemas";
import { minutesMs, wholeMinutesBetween } from "../clock/time-of-receipt.ts";
import { add, type Act, type OpenDraft } from "./draft.ts";
import type { CommandOutcome } from "./on-command.ts";
import { refuse, type Refused } from "./refusal.ts";
import type { OpenedReferral } from "./referral.ts";
import { acknowledgeScene, mayGoToTheScene } from "./unsafe-scene.ts";

type VisitCommand = Extract<
  Command,
  {
    name:
      | "acknowledge-scene"
      | "en-route"
      | "arrive"
      | "no-access"
      | "escalate-999"
      | "onward"
      | "close"
      | "summary-sent";
  }
>;
type Body<Name extends Command["name"]> = Extract<Command, { name: Name }>["body"];

/** Facts for a step of the visit. */
export function onVisitCommand(draft: OpenDraft, command: VisitCommand, act: Act): CommandOutcome {
  const { referral } = draft;
  switch (command.name) {
    case "acknowledge-scene":
      return acknowledgeScene(draft, act);
    case "summary-sent":
      if (referral.ended?.summary !== "to-be-sent") return "nothing-to-do";
      add(draft, "summary-sent", {}, act);
      return undefined;
    case "en-route":
      if (referral.job === null) return refuse("REF_WRONG_STATE", "No team holds this referral.");
      if (!mayGoToTheScene(referral))
        return refuse(
          "REF_SCENE_NOT_ACKNOWLEDGED",
          "The scene is marked unsafe: two people say that they know before anybody goes.",
        );
      add(draft, "set-off", { team: referral.job.team }, act);
      return undefined;
    case "arrive":
      return arrive(draft, command.body, act);
    case "no-access": {
      const { callsMade, nextOfKinCalled, referrerCalled, welfareCheckAskedOf } = command.body;
      const reviewBy = draft.context.nowMs + minutesMs(draft.context.timeouts.noAccessReviewMinutes);
      add(
        draft,
        "no-access-recorded",
        { callsMade, nextOfKinCalled, referrerCalled, welfareCheckAskedOf, reviewBy },
        act,
      );
      return undefined;
    }
    case "escalate-999":
      return escalate(draft, command.body, act);
    case "onward":
      return onward(draft, command.body, act);
    case "close":
      return close(draft, command.body, act);
  }
}

function arrive(draft: OpenDraft, body: Body<"arrive">, act: Act): CommandOutcome {
  const { referral } = draft;
  if (referral.job === null) return refuse("REF_WRONG_STATE", "No team holds this referral.");
  const firstFaceToFaceAt = referral.firstFaceToFaceAtMs ?? act.atMs;
  const receivedMs = referral.wasCandidate ? referral.clockStartAtMs : referral.receivedAtMs;
  const neededMs = referral.needIdentifiedAtMs;
  add(
    draft,
    "arrived",
    {
      team: referral.job.team,
      firstFaceToFaceAt,
      minutesFromReceived: wholeMinutesBetween(receivedMs, firstFaceToFaceAt),
      minutesFromNeedIdentified:
        neededMs === null || neededMs > firstFaceToFaceAt || neededMs > referral.receivedAtMs
          ? null
          : wholeMinutesBetween(neededMs, firstFaceToFaceAt),
      isBreach: referral.response === "two-hour" && firstFaceToFaceAt > referral.twoHourDueAtMs,
      breachReason: body.breachReason ?? null,
      closeBy: closeByMs(draft),
    },
    act,
  );
  return undefined;
}

const closeByMs = (draft: OpenDraft): number =>
  draft.context.nowMs + minutesMs(draft.context.timeouts.closeAfterArrivalMinutes);

/** Shared responsibility until the ambulance incident number and the handover are recorded, at once or later. */
function escalate(draft: OpenDraft, body: Body<"escalate-999">, act: Act): CommandOutcome {
  const { referral, context } = draft;
  const { incidentNumber, handedOverAt } = body;
  if (referral.job === null && referral.escalation === null && !isWithSpaClinician(referral))
    return refuse("REF_WRONG_STATE", "Nobody here holds this referral: advise the referrer to call 999.");
  if (handedOverAt !== undefined && handedOverAt > context.nowMs)
    return refuse("REF_TIME_IN_FUTURE", "The handover cannot be later than now.");
  const isHandover = incidentNumber !== undefined && handedOverAt !== undefined;
  if (referral.status === "escalated" && (!isHandover || referral.escalation.isHandedOver))
    return isHandover
      ? "nothing-to-do"
      : refuse("REF_STEPS_MISSING", "The incident number and the time of the handover are needed.");
  if (referral.status !== "escalated")
    add(
      draft,
      "escalated-to-999",
      {
        reason: body.reason,
        acknowledgeBy: context.nowMs + minutesMs(context.timeouts.acknowledge.escalationHandoverMinutes),
      },
      act,
    );
  if (isHandover)
    add(draft, "escalation-handed-over", { incidentNumber, handedOverAt, closeBy: closeByMs(draft) }, act);
  return undefined;
}

/** A team or a hand-back left it with the SPA clinician: another team, or 999. */
export const isWithSpaClinician = (referral: OpenedReferral): boolean =>
  referral.status === "handed-back"
    ? referral.handBack.to === "spa-clinician"
    : referral.status === "deciding" && referral.lastHolder.kind !== "referrer";

/** UCRT stays responsible until a named person of the receiving service accepts. */
function onward(draft: OpenDraft, body: Body<"onward">, act: Act): CommandOutcome {
  const { referral, context } = draft;
  const isSame = referral.status === "onward-pending" && referral.onward.service === body.service;
  if (isSame && (body.acceptedBy === undefined || referral.onward.acceptedBy !== null)) return "nothing-to-do";
  if (!isSame)
    add(
      draft,
      "onward-requested",
      { service: body.service, acknowledgeBy: context.nowMs + minutesMs(context.timeouts.acknowledge.onwardMinutes) },
      act,
    );
  if (body.acceptedBy !== undefined) add(draft, "onward-accepted", { service: body.service, by: body.acceptedBy }, act);
  return undefined;
}

const needsVisit: readonly CloseOutcome[] = ["stayed-home", "virtual-ward", "community-bed"];
const needsOnward: readonly CloseOutcome[] = ["virtual-ward", "community-bed"];
const endsOnward: readonly CloseOutcome[] = ["conveyed", "admitted", "died", "patient-declined"];
/** What an SPA clinician may close before any team holds it. */
const withoutTeam: readonly CloseOutcome[] = ["duplicate", "patient-declined", "died", "other"];

/** An outcome and a summary always; a breach reason when breached; a named acceptance before anybody else takes over. */
function close(draft: OpenDraft, body: Body<"close">, act: Act): CommandOutcome {
  const { referral } = draft;
  const refused = whyNotClose(referral, body);
  if (refused !== undefined) return refused;
  if (body.onwardAcceptedBy !== undefined && referral.job?.onwardAccepted !== true) {
    const service =
      referral.onward?.service ??
      (body.outcome === "community-bed" ? "community-bed" : body.outcome === "virtual-ward" ? "virtual-ward" : "other");
    add(draft, "onward-accepted", { service, by: body.onwardAcceptedBy }, act);
  }
  add(
    draft,
    "closed",
    {
      outcome: body.outcome,
      alternative: referral.picture.alternative,
      summary: body.summary,
      breachReason: body.breachReason ?? referral.breachReason ?? null,
    },
    act,
  );
  return undefined;
}

function whyNotClose(referral: OpenedReferral, body: Body<"close">): Refused | undefined {
  const { outcome } = body;
  if (outcome === "handed-back")
    return refuse("REF_WRONG_STATE", "A hand-back ends when a named person acknowledges it.");
  if (referral.status === "escalated" && !referral.escalation.isHandedOver)
    return refuse("REF_STEPS_MISSING", "The incident number and the handover come first.");
  if (referral.job === null && referral.status !== "escalated")
    return withoutTeam.includes(outcome)
      ? undefined
      : refuse("REF_WRONG_STATE", "No team holds this referral: hand it back, or advise.");
  if (needsVisit.includes(outcome) && referral.firstFaceToFaceAtMs === null)
    return refuse("REF_WRONG_STATE", "Nobody has seen the patient yet.");
  if (outcome === "not-reached" && referral.status !== "escalated" && !everythingTried(referral))
    return refuse(
      "REF_STEPS_MISSING",
      "Two calls, next of kin, the referrer, and a welfare check by 999 or police come first.",
    );
  const hasOnward = referral.job?.onwardAccepted === true || body.onwardAcceptedBy !== undefined;
  const isOnward =
    needsOnward.includes(outcome) || (referral.status === "onward-pending" && !endsOnward.includes(outcome));
  if (isOnward && !hasOnward) return refuse("REF_ONWARD_NOT_ACCEPTED", "Name who accepted at the receiving service.");
  if (referral.isBreach === true && referral.breachReason === null && body.breachReason === undefined)
    return refuse("REF_BREACH_REASON_MISSING", "It was later than two hours: a reason is needed.");
  return undefined;
}

const everythingTried = ({ noAccess }: OpenedReferral): boolean =>
  noAccess !== null &&
  noAccess.callsMade >= 2 &&
  noAccess.nextOfKinCalled &&
  noAccess.referrerCalled &&
  noAccess.welfareCheckAskedOf !== "none";
