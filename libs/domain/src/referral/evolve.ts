/**
 * Folds facts into a referral. In: the referral so far and the next fact. Out: the referral after it.
 * Never refuses (a fact has happened), never looks at a clock, knows no rules: those are in `decide`.
 */
import {
  accepted,
  acknowledged,
  advised,
  amended,
  arrived,
  assessed,
  closed,
  deadlinePassed,
  handedBack,
  held,
  noAccessRecorded,
  offered,
  onwardRequested,
  takeConfirmed,
  withdrawn,
  withLink,
} from "./evolve-steps.ts";
import type { FoldableFact } from "./new-fact.ts";
import { openReferral } from "./open-referral.ts";
import { hasEnded, initialReferral, type OpenedReferral, type Referral } from "./referral.ts";
import { afterOffer, become, change, endOffer, remember, settled, tried, withJob } from "./reshape.ts";

/** Folds facts from the beginning, in the order of their sequence. */
export function fold(facts: Iterable<FoldableFact>, from: Referral = initialReferral): Referral {
  let referral = from;
  for (const fact of facts) referral = evolve(referral, fact);
  return referral;
}

/** The referral after one more fact. A fact before `opened` changes nothing. */
export function evolve(referral: Referral, fact: FoldableFact): Referral {
  if (referral.status === "none") return fact.type === "opened" ? noted(openReferral(fact), fact) : referral;
  const after = noted(apply(referral, fact), fact);
  return hasEnded(after) ? notPutAside(after) : after;
}

/** What has ended waits for nobody: it is not put aside any more, and no fact has to say so. */
function notPutAside(referral: OpenedReferral): OpenedReferral {
  const { snooze: _over, ...rest } = referral;
  return rest as OpenedReferral;
}

/** Version, time and the cause are kept for every fact. */
function noted(referral: OpenedReferral, fact: FoldableFact): OpenedReferral {
  const cause = fact.causationId;
  return {
    ...referral,
    version: referral.version + 1,
    revision: Math.max(referral.revision, fact.revision),
    changedAtMs: Math.max(referral.changedAtMs, fact.recordedAt ?? fact.at),
    seenIds:
      cause !== undefined && remembersCause(fact) && !referral.seenIds.includes(cause)
        ? [...referral.seenIds, cause]
        : referral.seenIds,
  };
}

/** Causes that may be delivered again: messages from `intake`. Advice is remembered by its own id. */
function remembersCause(fact: FoldableFact): boolean {
  return (
    fact.actor.kind === "feed" ||
    fact.type === "opened" ||
    fact.type === "amended" ||
    fact.type === "withdrawn" ||
    fact.type === "acknowledged"
  );
}

function apply(referral: OpenedReferral, fact: FoldableFact): OpenedReferral {
  switch (fact.type) {
    case "opened":
      return referral;
    case "amended":
      return amended(referral, fact);
    case "take-requested":
      return change(referral, { take: { confirmByMs: fact.data.confirmBy } });
    case "take-confirmed":
      return takeConfirmed(referral, fact);
    case "candidate-left":
      return become(
        referral,
        {
          status: "closed",
          ended: { as: `candidate-${fact.data.reason}`, atMs: fact.at, acknowledgeByMs: null, team: null },
        },
        { assessmentAwaited: null, claim: null },
      );
    case "assessed":
      return assessed(referral, fact);
    case "advice-ignored":
      return change(referral, { seenIds: remember(referral, fact.data.adviceId) });
    case "advised":
      return advised(referral, fact);
    case "nurse-asked":
      return become(referral, { status: "deciding", decidingBecause: "nurse-asked" });
    case "decision-needed":
      return become(
        referral,
        { status: "deciding", decidingBecause: fact.data.because },
        {
          routing: settled(referral),
          lastHolder: fact.data.because === "handed-back" ? { kind: "spa-clinician" } : referral.lastHolder,
        },
      );
    case "reviewed":
      return change(referral, {
        review: { outcome: fact.data.outcome, of: referral.assessment, overrides: fact.data.overrides },
        outcome: fact.data.outcome,
        redirectTo: fact.data.redirectTo,
        response: fact.data.response,
        isResponseByPerson: true,
      });
    case "routing-requested":
      return become(
        referral,
        { status: "waiting", waitingFor: "offer" },
        {
          routing: {
            attempt: fact.data.attempt,
            revision: fact.revision,
            adviceByMs: fact.data.adviceBy ?? null,
            isAwaited: true,
            isOverdue: false,
          },
          teamsTried: fact.data.teamsTried,
        },
      );
    case "routed":
      return change(referral, {
        considered: fact.data.considered,
        routing: settled(referral),
        seenIds: remember(referral, fact.data.adviceId),
      });
    case "unrouted":
      return become(referral, {
        status: "waiting",
        waitingFor: "unrouted",
        unrouted: { because: fact.data.because, retryAtMs: fact.data.retryAt },
      });
    case "offered":
      return offered(referral, fact);
    case "offer-seen":
      return referral.offer === null ? referral : change(referral, { offer: { ...referral.offer, isSeen: true } });
    case "offer-half-time-passed":
      return referral.offer === null
        ? referral
        : change(referral, { offer: { ...referral.offer, isHalfTimePassed: true } });
    case "offer-lapsed":
      return afterOffer(referral, {
        offers: endOffer(referral, fact.data.offerId, "lapsed"),
        teamsTried: tried(referral, fact.data.team),
      });
    case "offer-declined":
      return afterOffer(referral, {
        offers: endOffer(referral, fact.data.offerId, "declined", fact.data.reason),
        teamsTried: tried(referral, fact.data.team),
      });
    case "offer-withdrawn":
      return afterOffer(referral, { offers: endOffer(referral, fact.data.offerId, "withdrawn") });
    case "accepted":
      return accepted(referral, fact);
    case "time-agreed":
      return withJob(referral, { counterOffer: "agreed" });
    case "time-declined":
      return withJob(referral, { counterOffer: "declined" });
    case "expected-time-changed":
      return withJob(referral, {
        expectedAtMs: fact.data.expectedAt,
        isExpectedPassed: false,
        counterOffer:
          referral.response === "two-hour" && fact.data.expectedAt > referral.twoHourDueAtMs ? "pending" : "none",
      });
    case "crew-decided":
      return change(referral, { crewDecision: fact.data.decision });
    case "contact-recorded":
      return referral;
    case "scene-acknowledged":
      return change(referral, {
        sceneAcknowledgedBy: [...(referral.sceneAcknowledgedBy ?? []), fact.actor.subject],
      });
    case "set-off":
      return referral.job === null
        ? referral
        : become(referral, { status: "en-route", job: { ...referral.job, setOffAtMs: fact.at } });
    case "arrived":
      return arrived(referral, fact);
    case "no-access-recorded":
      return noAccessRecorded(referral, fact);
    case "escalated-to-999":
      return become(
        referral,
        {
          status: "escalated",
          job: referral.job,
          escalation: { acknowledgeByMs: fact.data.acknowledgeBy, isHandedOver: false, closeByMs: null },
        },
        { routing: settled(referral) },
      );
    case "escalation-handed-over":
      return referral.escalation === null
        ? referral
        : change(referral, {
            escalation: { ...referral.escalation, isHandedOver: true, closeByMs: fact.data.closeBy ?? null },
          });
    case "onward-requested":
      return onwardRequested(referral, fact);
    case "onward-accepted":
      return change(
        withJob(referral, { onwardAccepted: true }),
        referral.onward === null ? {} : { onward: { ...referral.onward, acceptedBy: fact.data.by } },
      );
    case "team-transferred":
      return afterOffer(referral, { teamsTried: tried(referral, fact.data.fromTeam) });
    case "held":
      return held(referral, fact);
    case "hold-released":
      return become(referral, { status: "deciding", decidingBecause: "hold-ended" });
    case "handed-back":
      return handedBack(referral, fact);
    case "acknowledged":
      return acknowledged(referral, fact.data.what);
    case "alert-raised": {
      const { alertId, team, about, reason, acknowledgeBy } = fact.data;
      return change(referral, {
        alerts: [
          ...referral.alerts,
          { alertId, team, about, reason, acknowledgeByMs: acknowledgeBy, isAcknowledged: false },
        ],
      });
    }
    case "claimed":
      return change(referral, {
        claim: { subject: fact.actor.subject, name: fact.actor.name ?? fact.actor.role, untilMs: fact.data.until },
      });
    case "claim-released":
      return change(referral, { claim: null });
    case "snoozed": {
      const { subject, name, role } = fact.actor;
      const { until, reason } = fact.data;
      return change(referral, { snooze: { subject, name: name ?? role, reason, untilMs: until } });
    }
    case "snooze-ended":
      return notPutAside(referral);
    case "noted":
      return referral;
    case "call-task-raised": {
      const { taskId, reason, whom, dueBy, answer } = fact.data;
      const task = { taskId, reason, whom, dueByMs: dueBy, isDone: false };
      return change(referral, {
        callTasks: [...referral.callTasks, answer === undefined ? task : { ...task, answer }],
      });
    }
    case "call-recorded": {
      const { taskId, reached } = fact.data;
      return reached && taskId !== null
        ? change(referral, {
            callTasks: referral.callTasks.map((task) => (task.taskId === taskId ? { ...task, isDone: true } : task)),
          })
        : referral;
    }
    case "call-task-settled":
      return change(referral, {
        callTasks: referral.callTasks.map((task) =>
          task.taskId === fact.data.taskId ? { ...task, isDone: true } : task,
        ),
      });
    case "link-suggested":
      return withLink(referral, fact.data.other, "suggested", fact.data.basis);
    case "linked":
      return withLink(referral, fact.data.other, "linked", "person");
    case "unlinked":
      return withLink(
        referral,
        fact.data.other,
        fact.data.isSuggestedAgain === true ? "suggested" : "unlinked",
        "person",
      );
    case "response-changed":
      return change(referral, { response: fact.data.response, isResponseByPerson: true });
    case "deadline-passed":
      return deadlinePassed(referral, fact.data.deadline);
    case "withdrawn":
      return withdrawn(referral, fact);
    case "closed":
      return closed(referral, fact);
    case "summary-sent":
      return referral.ended === null ? referral : change(referral, { ended: { ...referral.ended, summary: "sent" } });
    case "erased":
      return change(referral, { isErased: true });
  }
}
