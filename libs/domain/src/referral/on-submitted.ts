/**
 * A message from `intake`: received, amended, withdrawn, acknowledged. Out: facts. `received` opens the case at once, whatever else is down.
 * A repeat changes nothing. Nothing a sender says is dropped: after the end it becomes a call task.
 */
import type { AcknowledgementReceived, AmendmentReceived, Received, Source, WithdrawalReceived } from "@ucrt/schemas";
import { clockStartOf, decisionByMs, handBackAtMs, minutesMs, twoHourDueAtMs } from "../clock/time-of-receipt.ts";
import { openTask, raiseCallTask } from "./call-tasks.ts";
import { senderActorOf } from "./actors.ts";
import type { IgnoredBecause } from "./decision.ts";
import { add, type Act, type Draft, type OpenDraft } from "./draft.ts";
import { alertTeam, closeAcknowledged, handBackIsDue, handBackToStack, namedActor, withdraw } from "./steps.ts";
import { hasEnded, isOfTheStack, type Referral } from "./referral.ts";

type Content = Pick<Received, "sender" | "clocks" | "picture">;

/** Hand-back time of a stack transfer or candidate; null for others. */
const handBackOf = (
  content: Content,
  isCandidate: boolean,
  draft: Draft,
  receivedAtMs = content.clocks.receivedAt,
): number | null =>
  handBackAtMs(
    {
      source: isCandidate ? "stack" : content.sender.source,
      receivedAtMs,
      ambulanceClockStartAtMs: content.clocks.ambulanceClockStartAt,
      validationBreachAtMs: content.clocks.validationBreachAt,
      arpCategory: content.picture.arpCategory,
    },
    draft.context.timeouts,
  );

/** Opens the case. A stack case already past its hand-back time goes back at once. */
export function onReceived(draft: Draft, message: Received): void {
  const { sender, clocks, picture, isCandidate } = message;
  const { timeouts, nowMs, clockStartsAt, earlierReferrals } = draft.context;
  const actor = senderActorOf(message);
  const start = clockStartOf(
    { needIdentifiedAtMs: clocks.needIdentifiedAt, receivedAtMs: clocks.receivedAt },
    clockStartsAt ?? "received",
  );
  add(
    draft,
    "opened",
    {
      feed: sender.feed,
      source: sender.source,
      channel: sender.channel,
      senderOrganisation: sender.organisation,
      onBehalfOf: sender.onBehalfOf ?? null,
      submitter: sender.subject ?? null,
      isCandidate,
      alertsStaffAutomatically: sender.alertsStaffAutomatically,
      picture,
      needIdentifiedAt: clocks.needIdentifiedAt,
      receivedAt: clocks.receivedAt,
      ambulanceClockStartAt: clocks.ambulanceClockStartAt,
      validationBreachAt: clocks.validationBreachAt,
      crewOnSceneAt: clocks.crewOnSceneAt,
      clockStartAt: start.atMs,
      clockStartBasis: start.basis,
      decisionBy: decisionByMs(clocks.receivedAt, sender.source, timeouts),
      twoHourDueAt: twoHourDueAtMs(start.atMs, timeouts),
      handBackAt: handBackOf(message, isCandidate, draft),
      assessmentBy: nowMs + minutesMs(timeouts.adviceOwedMinutes),
      checkId: message.checkId ?? null,
      earlierReferrals: [...(earlierReferrals ?? [])],
    },
    { actor, atMs: Math.min(clocks.receivedAt, nowMs) },
    1,
  );
  const opened = draft as OpenDraft;
  if (handBackIsDue(opened)) handBackToStack(opened, "breach-time-near");
  else if (isCandidate && candidateIsTooLate(opened)) add(opened, "candidate-left", { reason: "breach-time-near" });
  if (message.suggestedLink !== undefined)
    add(opened, "link-suggested", { other: message.suggestedLink, basis: "case-id" });
}

const candidateIsTooLate = (draft: OpenDraft): boolean =>
  draft.referral.status === "candidate" &&
  draft.referral.handBackAtMs !== null &&
  draft.referral.handBackAtMs <= draft.context.nowMs;

/** True for content that `intake` took in before the content the referral has: lost on its way and sent again, or replayed. */
export const isOlderContent = (
  referral: Referral,
  { contentNumber }: Pick<AmendmentReceived, "contentNumber">,
): boolean =>
  referral.status !== "none" && contentNumber !== undefined && contentNumber < (referral.contentNumber ?? 1);

/** The whole new clinical picture; of an older one nothing is taken but the take that it confirms. May confirm a take. */
export function onAmendment(draft: OpenDraft, message: AmendmentReceived): IgnoredBecause | undefined {
  const { referral } = draft;
  if (referral.seenIds.includes(message.id)) return "repeat";
  if (referral.isErased) return "stale";
  const act: Act = { actor: senderActorOf(message), atMs: Math.min(message.at, draft.context.nowMs) };
  const isTake = message.confirmsTake && isCandidateEver(draft);
  if (isOlderContent(referral, message)) {
    if (!isTake) return "stale";
    confirmTake(draft, message, act);
    if (handBackIsDue(draft)) handBackToStack(draft, "breach-time-near");
    return undefined;
  }
  if (hasEnded(referral) && !isTake) {
    ringAboutAmendment(draft, act);
    return undefined;
  }
  amend(draft, message, act);
  if (isTake) confirmTake(draft, message, act);
  else if (referral.status === "candidate" && isUpgraded(message))
    add(draft, "candidate-left", { reason: "upgraded" }, act);
  if (handBackIsDue(draft)) handBackToStack(draft, "breach-time-near");
  return undefined;
}

/** Each amendment after the end leaves its mark: a call that was due already stays due when it was, and is about this one too. */
function ringAboutAmendment(draft: OpenDraft, act: Act): void {
  const { referral } = draft;
  const due = openTask(referral, "amended-after-closure");
  if (due !== undefined) add(draft, "call-task-settled", { taskId: due.taskId, because: "ended" }, act);
  raiseCallTask(
    draft,
    {
      reason: "amended-after-closure",
      whom: referral.source === "stack" ? "999" : "referrer",
      ...(due === undefined ? {} : { dueByMs: due.dueByMs }),
    },
    act,
  );
}

/** A candidate now, or one that we let go: 999 has transferred it all the same, so it is ours. */
function isCandidateEver(draft: OpenDraft): boolean {
  const { referral } = draft;
  return (
    referral.status === "candidate" ||
    (referral.status === "closed" && referral.wasCandidate && referral.ended.as.startsWith("candidate-"))
  );
}

const isUpgraded = (message: AmendmentReceived): boolean =>
  message.picture.arpCategory === "C1" || message.picture.arpCategory === "C2";

function amend(draft: OpenDraft, message: AmendmentReceived, act: Act): void {
  const { referral, context } = draft;
  const wasAccepted = referral.lastHolder.kind !== "referrer";
  const { validationBreachAt } = message.clocks;
  const clocks = {
    ...message.clocks,
    validationBreachAt: validationBreachAt ?? referral.validationBreachAtMs,
    ambulanceClockStartAt: message.clocks.ambulanceClockStartAt ?? referral.ambulanceClockStartAtMs,
  };
  add(
    draft,
    "amended",
    {
      source: sourceAfter(referral, message),
      picture: message.picture,
      validationBreachAt: clocks.validationBreachAt,
      handBackAt: wasAccepted
        ? null
        : handBackOf(
            { ...message, clocks, sender: { ...message.sender, source: referral.source } },
            isOfTheStack(referral),
            draft,
            referral.receivedAtMs,
          ),
      acknowledgeBy:
        referral.job === null ? null : context.nowMs + minutesMs(context.timeouts.acknowledge.amendmentMinutes),
      assessmentBy: context.nowMs + minutesMs(context.timeouts.adviceOwedMinutes),
      ...(message.contentNumber === undefined ? {} : { contentNumber: message.contentNumber }),
    },
    act,
    referral.revision + 1,
  );
}

/**
 * Whose words the criteria judge from now: a crew that has reached a case of the stack is with the patient. What came from outside the stack never
 * becomes a stack case, because only those may go back by themselves; and a hand-back time, once set, stays until acceptance whoever amends.
 */
const sourceAfter = (referral: OpenDraft["referral"], { sender }: AmendmentReceived): Source =>
  referral.status === "candidate" || sender.source === "stack" ? referral.source : sender.source;

/** 999 lets us take it: from now it is ours, with its own clocks. */
function confirmTake(draft: OpenDraft, message: AmendmentReceived, act: Act): void {
  const { referral, context } = draft;
  const takenAtMs = Math.min(message.clocks.receivedAt, context.nowMs);
  add(
    draft,
    "take-confirmed",
    {
      clockStartAt: takenAtMs,
      decisionBy: decisionByMs(takenAtMs, "stack", context.timeouts),
      twoHourDueAt: twoHourDueAtMs(takenAtMs, context.timeouts),
      handBackAt:
        referral.validationBreachAtMs === null && referral.picture.arpCategory === null
          ? takenAtMs + minutesMs(context.timeouts.handBack.afterReceiptMinutes)
          : referral.handBackAtMs,
    },
    act,
  );
}

/** The sender takes it back. */
export function onWithdrawal(draft: OpenDraft, message: WithdrawalReceived): IgnoredBecause | undefined {
  const { referral } = draft;
  if (referral.seenIds.includes(message.id)) return "repeat";
  const act: Act = { actor: senderActorOf(message), atMs: Math.min(message.at, draft.context.nowMs) };
  switch (referral.status) {
    case "candidate":
      add(
        draft,
        "candidate-left",
        {
          reason:
            message.reason === "upgraded" || message.reason === "assigned-ambulance" ? message.reason : "withdrawn",
        },
        act,
      );
      return undefined;
    case "received":
    case "deciding":
    case "advised":
    case "waiting":
    case "offered":
    case "accepted":
    case "en-route":
    case "handed-back":
      withdraw(draft, message.reason, act);
      return undefined;
    case "arrived":
    case "onward-pending":
    case "no-access":
      alertTeam(draft, { reason: "withdrawal-after-arrival", about: draft.context.referralId }, act);
      return undefined;
    case "escalated":
      if (referral.job === null) raiseCallTask(draft, { reason: "withdrawal-unacknowledged", whom: "999" }, act);
      else alertTeam(draft, { reason: "withdrawal-after-arrival", about: draft.context.referralId }, act);
      return undefined;
    case "closed":
    case "withdrawn":
      return "nothing-to-do";
  }
}

/** A named person at the sender has seen the advice or taken the hand-back. */
export function onAcknowledgement(draft: OpenDraft, message: AcknowledgementReceived): IgnoredBecause | undefined {
  const { referral } = draft;
  if (referral.seenIds.includes(message.id)) return "repeat";
  if (message.organisation !== referral.senderOrganisation && message.organisation !== referral.onBehalfOf)
    return "stale";
  const act: Act = { actor: senderActorOf(message), atMs: Math.min(message.at, draft.context.nowMs) };
  const by = namedActor(act.actor);
  switch (message.acknowledges) {
    case "advice":
      if (referral.status !== "advised") return "stale";
      closeAcknowledged(draft, { what: "advice", by, byPhone: false, outcome: "redirected" }, act);
      return undefined;
    case "hand-back":
      if (referral.status !== "handed-back" || referral.handBack.to === "spa-clinician") return "stale";
      closeAcknowledged(draft, { what: "hand-back", by, byPhone: false, outcome: "handed-back" }, act);
      return undefined;
    case "take":
      if (referral.status !== "candidate" || referral.take === null) return "stale";
      add(draft, "acknowledged", { what: "take", by, byPhone: false }, act);
      return undefined;
  }
}
