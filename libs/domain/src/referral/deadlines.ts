/**
 * What must happen by when. In: a referral. Out: every deadline that has not passed, the one to show, and those that `queue` arms as timers.
 * A passed deadline is a fact or an open call task; nothing here looks at a clock, and every time was fixed by the fact that set it.
 */
import type { Deadline } from "@ucrt/schemas";
import { openTask } from "./call-tasks.ts";
import type { QuietTimerName, TimerName } from "./decision.ts";
import { isFinished, type CallTask, type OpenedReferral, type Referral } from "./referral.ts";

type DeadlineTimerName = Exclude<TimerName, QuietTimerName>;

/** A timer to arm: at most one of each name. */
export interface Timer<Name extends TimerName = TimerName> {
  readonly name: Name;
  readonly atMs: number;
}

/** The next deadline and its name (`at` in epoch milliseconds); null only when nothing more is expected. */
export function nextDeadlineOf(referral: Referral): Deadline | null {
  if (referral.status === "none" || isFinished(referral)) return null;
  const tasks = referral.callTasks
    .filter((task) => !task.isDone)
    .map((task): Deadline => ({ name: "call-task-due", at: task.dueByMs }));
  const timed = byName(deadlineTimers(referral)).map(({ name, atMs }): Deadline => ({ name, at: atMs }));
  const pending = [...timed, ...tasks];
  return earliest(pending) ?? overdueDeadline(referral);
}

/** Timers that must be armed now, at most one of each name; the queue arms these and drops all others. */
export function timersOf(referral: Referral): readonly Timer[] {
  if (referral.status === "none" || isFinished(referral)) return [];
  return byName([...deadlineTimers(referral), ...quietTimers(referral)]);
}

function deadlineTimers(referral: OpenedReferral): readonly Timer<DeadlineTimerName>[] {
  return [...byStatus(referral), ...acknowledgements(referral).map(({ atMs }) => timer("acknowledge-by", atMs))].filter(
    (one): one is Timer<DeadlineTimerName> => one !== null,
  );
}

function quietTimers({ claim, snooze }: OpenedReferral): readonly Timer[] {
  return [
    ...(claim === null ? [] : [{ name: "claim-lapses", atMs: claim.untilMs } as const]),
    ...(snooze === undefined ? [] : [{ name: "snooze-ends", atMs: snooze.untilMs } as const]),
  ];
}

/** The earliest of each name, in the order of their times. */
function byName<Name extends TimerName>(timers: readonly Timer<Name>[]): readonly Timer<Name>[] {
  const first = new Map<Name, Timer<Name>>();
  for (const one of timers) {
    const known = first.get(one.name);
    if (known === undefined || one.atMs < known.atMs) first.set(one.name, one);
  }
  return [...first.values()].sort((a, b) => a.atMs - b.atMs || (a.name < b.name ? -1 : 1));
}

/** Something a named person or team must acknowledge, and the call task when nobody does. */
export interface OwedAcknowledgement {
  readonly atMs: number;
  readonly reason: CallTask["reason"];
  readonly whom: CallTask["whom"];
}

/** Acknowledgements that are owed and not yet a call task. */
export function acknowledgements(referral: OpenedReferral): readonly OwedAcknowledgement[] {
  const owed: OwedAcknowledgement[] = [];
  const referrer = referral.source === "stack" ? "999" : "referrer";
  if (referral.status === "advised")
    owed.push({ atMs: referral.advised.acknowledgeByMs, reason: "advice-unacknowledged", whom: referrer });
  if (referral.status === "handed-back") {
    const whom =
      referral.handBack.to === "999" ? "999" : referral.handBack.to === "referrer" ? "referrer" : "shift-lead";
    owed.push({ atMs: referral.handBack.acknowledgeByMs, reason: "hand-back-unacknowledged", whom });
  }
  if (referral.amendmentToAcknowledgeByMs !== null && referral.job !== null)
    owed.push({ atMs: referral.amendmentToAcknowledgeByMs, reason: "amendment-unacknowledged", whom: "team" });
  const alert =
    referral.job === null && referral.offer === null ? undefined : referral.alerts.find((one) => !one.isAcknowledged);
  if (alert !== undefined) owed.push({ atMs: alert.acknowledgeByMs, reason: "alert-unacknowledged", whom: "team" });
  if (referral.status === "withdrawn" && referral.ended.acknowledgeByMs !== null)
    owed.push({ atMs: referral.ended.acknowledgeByMs, reason: "withdrawal-unacknowledged", whom: "team" });
  return owed.filter(({ reason }) => openTask(referral, reason) === undefined);
}

const timer = (name: DeadlineTimerName, atMs: number | null): Timer<DeadlineTimerName> | null =>
  atMs === null ? null : { name, atMs };

function byStatus(referral: OpenedReferral): readonly (Timer<DeadlineTimerName> | null)[] {
  const assessment =
    referral.assessmentAwaited?.isOverdue === false ? timer("assessment-by", referral.assessmentAwaited.byMs) : null;
  const decision = referral.isDecisionByPassed ? null : timer("decision-by", referral.decisionByMs);
  const handBack = timer("hand-back-at", referral.handBackAtMs);
  const twoHours =
    referral.isTwoHoursPassed || referral.response !== "two-hour" || referral.firstFaceToFaceAtMs !== null
      ? null
      : timer("two-hours", referral.twoHourDueAtMs);
  switch (referral.status) {
    case "candidate":
      return [
        assessment,
        handBack,
        referral.take === null || openTask(referral, "take-unconfirmed") !== undefined
          ? null
          : timer("take-confirm-by", referral.take.confirmByMs),
      ];
    case "received":
    case "deciding":
      return [assessment, decision, handBack, twoHours];
    case "advised":
      return [assessment, handBack];
    case "waiting":
      if (referral.waitingFor === "hold") return [assessment, timer("hold-until", referral.hold.untilOpeningAtMs)];
      return [
        assessment,
        decision,
        handBack,
        twoHours,
        referral.waitingFor === "unrouted" ? timer("routing-retry", referral.unrouted?.retryAtMs ?? null) : null,
        referral.routing?.isAwaited === true && !referral.routing.isOverdue
          ? timer("routing-by", referral.routing.adviceByMs)
          : null,
      ];
    case "offered":
      return [
        assessment,
        handBack,
        twoHours,
        referral.offer.isHalfTimePassed ? null : timer("offer-half-time", referral.offer.halfTimeAtMs),
        timer("offer-lapses", referral.offer.lapsesAtMs),
      ];
    case "accepted":
    case "en-route":
      return [twoHours, referral.job.isExpectedPassed ? null : timer("expected-arrival", referral.job.expectedAtMs)];
    case "arrived":
      return [referral.job.isCloseByPassed ? null : timer("close-by", referral.job.closeByMs)];
    case "onward-pending":
      if (referral.onward.acceptedBy !== null)
        return [referral.job.isCloseByPassed ? null : timer("close-by", referral.job.closeByMs)];
      return [
        openTask(referral, "onward-unanswered") === undefined
          ? timer("onward-answer-by", referral.onward.acknowledgeByMs)
          : null,
      ];
    case "no-access":
      return [
        twoHours,
        openTask(referral, "no-access") === undefined ? timer("no-access-review", referral.noAccess.reviewByMs) : null,
      ];
    case "escalated":
      if (referral.escalation.isHandedOver) {
        return [
          openTask(referral, "close-overdue") === undefined ? timer("close-by", referral.escalation.closeByMs) : null,
        ];
      }
      return [
        openTask(referral, "handover-unrecorded") === undefined
          ? timer("handover-by", referral.escalation.acknowledgeByMs)
          : null,
      ];
    case "handed-back":
    case "closed":
    case "withdrawn":
      return [];
  }
}

/** When every deadline has passed and every call was made: the one that is overdue stays in view. */
function overdueDeadline(referral: OpenedReferral): Deadline {
  switch (referral.status) {
    case "arrived":
      return { name: "close-by", at: referral.job.closeByMs ?? referral.twoHourDueAtMs };
    case "onward-pending":
      return { name: "close-by", at: referral.job.closeByMs ?? referral.onward.acknowledgeByMs };
    case "escalated":
      return { name: "close-by", at: referral.escalation.closeByMs ?? referral.escalation.acknowledgeByMs };
    case "no-access":
      return { name: "no-access-review", at: referral.noAccess.reviewByMs ?? referral.noAccess.sinceMs };
    case "accepted":
    case "en-route":
      return { name: "expected-arrival", at: referral.job.expectedAtMs };
    case "advised":
      return { name: "acknowledge-by", at: referral.advised.acknowledgeByMs };
    case "handed-back":
      return { name: "acknowledge-by", at: referral.handBack.acknowledgeByMs };
    case "offered":
      return { name: "offer-lapses", at: referral.offer.lapsesAtMs };
    case "candidate":
    case "received":
    case "deciding":
    case "waiting":
      return { name: "decision-by", at: referral.decisionByMs };
    case "closed":
    case "withdrawn":
      return { name: "acknowledge-by", at: referral.ended.acknowledgeByMs ?? referral.ended.atMs };
  }
}

const earliest = (deadlines: readonly Deadline[]): Deadline | undefined =>
  deadlines.reduce<Deadline | undefined>(
    (first, next) => (first === undefined || next.at < first.at ? next : first),
    undefined,
  );
