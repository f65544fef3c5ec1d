/**
 * Call tasks: somebody at SPA must telephone. Raised when a deadline passes, settled when what they were about is settled.
 * In: a draft. Out: facts in it. At most one open task for each reason.
 */
import type { AnswerToSender } from "@ucrt/schemas";
import { minutesMs } from "../clock/time-of-receipt.ts";
import { add, bySystem, idFor, type Act, type OpenDraft } from "./draft.ts";
import type { CallTask, OpenedReferral } from "./referral.ts";

/** An open task with this reason, if any. */
export const openTask = (referral: OpenedReferral, reason: CallTask["reason"]): CallTask | undefined =>
  referral.callTasks.find((task) => task.reason === reason && !task.isDone);

/** Asks SPA to telephone; due after the area's time unless `dueByMs` is given. */
export function raiseCallTask(
  draft: OpenDraft,
  task: {
    readonly reason: CallTask["reason"];
    readonly whom: CallTask["whom"];
    readonly dueByMs?: number;
    /** Of `answer-undelivered`: what has to be said. */
    readonly answer?: CallTask["answer"];
  },
  act: Act = bySystem(draft),
): void {
  if (openTask(draft.referral, task.reason) !== undefined) return;
  const dueBy = task.dueByMs ?? draft.context.nowMs + minutesMs(draft.context.timeouts.callTaskMinutes);
  add(
    draft,
    "call-task-raised",
    {
      taskId: idFor(draft, `call-task-${task.reason}`),
      reason: task.reason,
      whom: task.whom,
      dueBy,
      ...(task.answer === undefined ? {} : { answer: task.answer }),
    },
    act,
  );
}

/** Settles every open task whose matter is settled. Called once at the end of a decision. */
export function settleCallTasks(draft: OpenDraft): void {
  for (const task of draft.referral.callTasks) {
    if (task.isDone || isStillNeeded(task, draft.referral)) continue;
    add(draft, "call-task-settled", { taskId: task.taskId, because: settledBecause(draft.referral) });
  }
}

const isBeforeAcceptance = (referral: OpenedReferral): boolean =>
  referral.status === "received" ||
  referral.status === "deciding" ||
  referral.status === "waiting" ||
  referral.status === "offered";

const isWithTeam = (referral: OpenedReferral): boolean =>
  referral.status === "accepted" ||
  referral.status === "en-route" ||
  referral.status === "arrived" ||
  referral.status === "onward-pending" ||
  referral.status === "no-access";

function isStillNeeded(task: CallTask, referral: OpenedReferral): boolean {
  switch (task.reason) {
    case "advice-unacknowledged":
      return referral.status === "advised";
    case "hand-back-unacknowledged":
      return referral.status === "handed-back";
    case "offer-unseen":
      return referral.offer !== null && !referral.offer.isSeen;
    case "offer-lapsed":
    case "decision-overdue":
      return isBeforeAcceptance(referral) && referral.hold === null;
    case "unrouted":
      return referral.status === "waiting" && referral.hold === null;
    case "amendment-unacknowledged":
      return referral.amendmentToAcknowledgeByMs !== null;
    case "take-unconfirmed":
      return referral.status === "candidate" && referral.take !== null;
    case "candidate-changed":
      return referral.status === "candidate";
    case "hold-due":
      return referral.status === "deciding";
    case "arrival-overdue":
      return (referral.status === "accepted" || referral.status === "en-route") && referral.job.isExpectedPassed;
    case "no-access":
      return referral.status === "no-access";
    case "onward-unanswered":
      return referral.status === "onward-pending" && referral.onward.acceptedBy === null;
    case "alert-unacknowledged":
      return referral.alerts.some((alert) => !alert.isAcknowledged);
    case "withdrawal-unacknowledged":
      return (
        (referral.status === "withdrawn" && referral.ended.acknowledgeByMs !== null) ||
        (referral.status === "escalated" && !referral.escalation.isHandedOver)
      );
    case "time-declined":
      return referral.job !== null && referral.job.counterOffer === "declined";
    case "advice-missing":
      return referral.assessmentAwaited?.isOverdue === true || referral.routing?.isOverdue === true;
    case "handover-unrecorded":
      return referral.status === "escalated" && !referral.escalation.isHandedOver;
    case "close-overdue":
      return referral.status === "arrived" || referral.status === "onward-pending" || referral.status === "escalated";
    case "answer-undelivered":
      return isStillSo(referral, task.answer);
    case "amended-after-closure":
      return true;
  }
}

/** Ends after which the case is the sender's again, also when somebody of ours had seen the patient before. */
const backWithSender: readonly string[] = ["handed-back", "not-reached"];

/**
 * Does an answer still say what the sender must know? Later news has an answer of its own, and who withdrew its case is told nothing more.
 * After an escalation and after a hand-back no other answer follows, so both stay to be told when the case is closed; but not a hand-back
 * after which somebody of ours has seen the patient all the same.
 */
export function isStillSo(referral: OpenedReferral, answer: AnswerToSender | undefined): boolean {
  switch (answer) {
    case "accepted":
      return isWithTeam(referral) || (referral.status === "escalated" && !referral.escalation.isHandedOver);
    case "escalated":
      return referral.status === "escalated" || referral.status === "closed";
    case "handed-back":
      return (
        referral.status === "handed-back" ||
        (referral.status === "closed" &&
          (backWithSender.includes(referral.ended.as) || referral.firstFaceToFaceAtMs === null))
      );
    case "ended":
      return referral.status === "closed";
    case undefined:
      return referral.status !== "withdrawn";
  }
}

function settledBecause(
  referral: OpenedReferral,
): "acknowledged" | "decided" | "accepted" | "arrived" | "ended" | "routed" | "seen" {
  switch (referral.status) {
    case "closed":
    case "withdrawn":
    case "candidate":
      return "ended";
    case "arrived":
      return "arrived";
    case "accepted":
    case "en-route":
    case "onward-pending":
    case "no-access":
    case "escalated":
      return "accepted";
    case "offered":
      return referral.offer.isSeen ? "seen" : "routed";
    case "waiting":
    case "received":
      return "routed";
    case "deciding":
    case "advised":
      return "decided";
    case "handed-back":
      return "ended";
  }
}
