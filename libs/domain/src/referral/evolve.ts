/**
 * Folds facts into a referral. In: the referral so far and the next fact. Out: the referral after it.
 * Never refuses (a fact has happened), never looks at a clock, knows no rules: those are in `decide`.
 */
import type { FactOf } from "@ucrt/schemas";
import type { FoldableFact, NewFactOf } from "./new-fact.ts";
import {
  emptySlots,
  initialReferral,
  type Common,
  type Job,
  type OpenedReferral,
  type Referral,
  type Situation,
} from "./referral.ts";

/** Folds facts from the beginning, in the order of their sequence. */
export function fold(facts: Iterable<FoldableFact>, from: Referral = initialReferral): Referral {
  let referral = from;
  for (const fact of facts) referral = evolve(referral, fact);
  return referral;
}

/** The referral after one more fact. A fact before `opened` changes nothing. */
export function evolve(referral: Referral, fact: FoldableFact): Referral {
  if (referral.status === "none") return fact.type === "opened" ? noted(open(fact), fact) : referral;
  return noted(apply(referral, fact), fact);
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

function open(fact: NewFactOf<"opened">): OpenedReferral {
  const { data } = fact;
  return {
    ...emptySlots,
    status: data.isCandidate ? "candidate" : "received",
    version: 0,
    revision: fact.revision,
    feed: data.feed,
    source: data.source,
    channel: data.channel,
    senderOrganisation: data.senderOrganisation,
    onBehalfOf: data.onBehalfOf,
    submitter: data.submitter,
    wasCandidate: data.isCandidate,
    alertsStaffAutomatically: data.alertsStaffAutomatically,
    picture: data.picture,
    needIdentifiedAtMs: data.needIdentifiedAt,
    receivedAtMs: data.receivedAt,
    ambulanceClockStartAtMs: data.ambulanceClockStartAt,
    validationBreachAtMs: data.validationBreachAt,
    crewOnSceneAtMs: data.crewOnSceneAt,
    clockStartAtMs: data.clockStartAt,
    clockStartBasis: data.clockStartBasis,
    decisionByMs: data.decisionBy,
    twoHourDueAtMs: data.twoHourDueAt,
    handBackAtMs: data.handBackAt,
    changedAtMs: fact.at,
    assessmentAwaited: { byMs: data.assessmentBy ?? null, isOverdue: false },
    lastHolder: { kind: "referrer" },
    assessment: null,
    review: null,
    outcome: null,
    redirectTo: null,
    response: "two-hour",
    isResponseByPerson: false,
    routing: null,
    considered: [],
    teamsTried: [],
    offers: [],
    firstFaceToFaceAtMs: null,
    isBreach: null,
    breachReason: null,
    crewDecision: null,
    isDecisionByPassed: false,
    isTwoHoursPassed: false,
    claim: null,
    callTasks: [],
    alerts: [],
    amendmentToAcknowledgeByMs: null,
    links: [],
    seenIds: [],
    isErased: false,
  };
}

type StatusSlots = Omit<Situation, keyof typeof emptySlots>;

/** Another status: every slot is emptied but those named. */
const become = (
  referral: OpenedReferral,
  situation: Partial<typeof emptySlots> & StatusSlots,
  changes: Partial<Common> = {},
): OpenedReferral => ({ ...referral, ...changes, ...emptySlots, ...situation }) as OpenedReferral;

/** The same status with other values. */
const change = (referral: OpenedReferral, changes: Partial<Common> & Partial<typeof emptySlots>): OpenedReferral =>
  ({ ...referral, ...changes }) as OpenedReferral;

const withJob = (referral: OpenedReferral, changes: Partial<Job>): OpenedReferral =>
  referral.job === null ? referral : change(referral, { job: { ...referral.job, ...changes } });

const endOffer = (
  referral: OpenedReferral,
  offerId: string,
  ended: Common["offers"][number]["ended"],
  declinedBecause: Common["offers"][number]["declinedBecause"] = null,
) => referral.offers.map((offer) => (offer.offerId === offerId ? { ...offer, ended, declinedBecause } : offer));

const tried = (referral: OpenedReferral, team: string): readonly string[] =>
  referral.teamsTried.includes(team) ? referral.teamsTried : [...referral.teamsTried, team];

const remember = (referral: OpenedReferral, id: string): readonly string[] =>
  referral.seenIds.includes(id) ? referral.seenIds : [...referral.seenIds, id];

/** After an offer ended without acceptance; the facts that follow say what comes next. */
const afterOffer = (referral: OpenedReferral, changes: Partial<Common>): OpenedReferral =>
  become(referral, { status: "waiting", waitingFor: "offer" }, changes);

function apply(referral: OpenedReferral, fact: FoldableFact): OpenedReferral {
  switch (fact.type) {
    case "opened":
      return referral;
    case "amended":
      return amended(referral, fact);
    case "take-requested":
      return change(referral, { take: { confirmByMs: fact.data.confirmBy } });
    case "take-confirmed":
      return become(
        referral,
        { status: "received" },
        {
          clockStartAtMs: fact.data.clockStartAt,
          decisionByMs: fact.data.decisionBy,
          twoHourDueAtMs: fact.data.twoHourDueAt,
          handBackAtMs: fact.data.handBackAt,
          isDecisionByPassed: false,
          isTwoHoursPassed: false,
        },
      );
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
      return change(referral, {
        assessment: fact.data.decision,
        assessmentAwaited: null,
        outcome: fact.data.decision.outcome,
        redirectTo: fact.data.decision.redirectTo,
        response: referral.isResponseByPerson ? referral.response : fact.data.decision.response,
        seenIds: remember(referral, fact.data.adviceId),
      });
    case "advice-ignored":
      return change(referral, { seenIds: remember(referral, fact.data.adviceId) });
    case "advised":
      return become(
        referral,
        {
          status: "advised",
          advised: {
            outcome: fact.data.outcome,
            redirectTo: fact.data.redirectTo,
            acknowledgeByMs: fact.data.acknowledgeBy,
          },
        },
        {
          outcome: fact.data.outcome,
          redirectTo: fact.data.redirectTo,
          routing: settled(referral),
        },
      );
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
      return become(
        referral,
        {
          status: "offered",
          offer: {
            offerId: fact.data.offerId,
            team: fact.data.team,
            attempt: fact.data.attempt,
            isMutualAid: fact.data.isMutualAid,
            offeredAtMs: fact.at,
            halfTimeAtMs: fact.data.halfTimeAt,
            lapsesAtMs: fact.data.lapsesAt,
            isSeen: false,
            isHalfTimePassed: false,
            isAmended: false,
          },
        },
        {
          routing: settled(referral),
          offers: [
            ...referral.offers,
            { offerId: fact.data.offerId, team: fact.data.team, ended: "open", declinedBecause: null },
          ],
        },
      );
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
      return become(
        referral,
        {
          status: "accepted",
          job: {
            offerId: fact.data.offerId,
            team: fact.data.team,
            clinician: fact.data.clinician,
            acceptedAtMs: fact.at,
            expectedAtMs: fact.data.expectedAt,
            isExpectedPassed: false,
            counterOffer: fact.data.isCounterOffer ? "pending" : "none",
            setOffAtMs: null,
            arrivedAtMs: null,
            closeByMs: null,
            isCloseByPassed: false,
            onwardAccepted: false,
          },
        },
        {
          offers: endOffer(referral, fact.data.offerId, "accepted"),
          claim: null,
          handBackAtMs: null,
          lastHolder: { kind: "team", team: fact.data.team },
        },
      );
    case "time-agreed":
      return withJob(referral, { counterOffer: "agreed" });
    case "time-declined":
      return withJob(referral, { counterOffer: "declined" });
    case "expected-time-changed":
      return withJob(referral, {
        expectedAtMs: fact.data.expectedAt,
        isExpectedPassed: false,
        counterOffer:
          referral.response === "two-hour" && fact.data.expectedAt > referral.twoHourDueAtMs
            ? "pending"
            : (referral.job?.counterOffer ?? "none"),
      });
    case "crew-decided":
      return change(referral, { crewDecision: fact.data.decision });
    case "contact-recorded":
      return referral;
    case "set-off":
      return referral.job === null
        ? referral
        : become(referral, { status: "en-route", job: { ...referral.job, setOffAtMs: fact.at } });
    case "arrived":
      return referral.job === null
        ? referral
        : become(
            referral,
            {
              status: "arrived",
              job: {
                ...referral.job,
                arrivedAtMs: fact.at,
                closeByMs: fact.data.closeBy ?? null,
                isCloseByPassed: false,
              },
            },
            {
              firstFaceToFaceAtMs: referral.firstFaceToFaceAtMs ?? fact.data.firstFaceToFaceAt,
              isBreach: referral.isBreach ?? fact.data.isBreach,
              breachReason: referral.breachReason ?? fact.data.breachReason,
            },
          );
    case "no-access-recorded": {
      if (referral.job === null) return referral;
      const { callsMade, nextOfKinCalled, referrerCalled, welfareCheckAskedOf } = fact.data;
      return become(referral, {
        status: "no-access",
        job: referral.job,
        noAccess: {
          sinceMs: fact.at,
          reviewByMs: fact.data.reviewBy ?? null,
          callsMade,
          nextOfKinCalled,
          referrerCalled,
          welfareCheckAskedOf,
        },
      });
    }
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
      return referral.job === null
        ? referral
        : become(referral, {
            status: "onward-pending",
            job: { ...referral.job, onwardAccepted: false },
            onward: { service: fact.data.service, acknowledgeByMs: fact.data.acknowledgeBy, acceptedBy: null },
          });
    case "onward-accepted":
      return change(
        withJob(referral, { onwardAccepted: true }),
        referral.onward === null ? {} : { onward: { ...referral.onward, acceptedBy: fact.data.by } },
      );
    case "team-transferred":
      return afterOffer(referral, { teamsTried: tried(referral, fact.data.fromTeam) });
    case "held":
      return become(
        referral,
        {
          status: "waiting",
          waitingFor: "hold",
          hold: {
            untilOpeningAtMs: fact.data.untilOpeningAt,
            safeUntilMs: fact.data.safeUntil,
            owner: fact.data.owner,
          },
        },
        { response: "same-day", isResponseByPerson: true, routing: settled(referral) },
      );
    case "hold-released":
      return become(referral, { status: "deciding", decidingBecause: "hold-ended" });
    case "handed-back":
      return become(
        referral,
        {
          status: "handed-back",
          job: referral.job,
          handBack: {
            reason: fact.data.reason,
            to: fact.data.to,
            isAutomatic: fact.data.isAutomatic,
            isOnArrival: fact.data.isAutomatic && referral.version === 1,
            acknowledgeByMs: fact.data.acknowledgeBy,
            openNow: fact.data.openNow,
            fromTeam: referral.job?.team ?? null,
          },
        },
        { routing: settled(referral) },
      );
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
    case "noted":
      return referral;
    case "call-task-raised": {
      const { taskId, reason, whom, dueBy } = fact.data;
      return change(referral, {
        callTasks: [...referral.callTasks, { taskId, reason, whom, dueByMs: dueBy, isDone: false }],
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
      return withLink(referral, fact.data.other, "unlinked", "person");
    case "response-changed":
      return change(referral, { response: fact.data.response, isResponseByPerson: true });
    case "deadline-passed":
      return deadlinePassed(referral, fact.data.deadline);
    case "withdrawn":
      return become(
        referral,
        {
          status: "withdrawn",
          ended: {
            as: `withdrawn-${fact.data.reason}`,
            atMs: fact.at,
            acknowledgeByMs: fact.data.acknowledgeBy,
            team: referral.job?.team ?? null,
          },
        },
        { assessmentAwaited: null, claim: null, routing: settled(referral), amendmentToAcknowledgeByMs: null },
      );
    case "closed":
      return become(
        referral,
        {
          status: "closed",
          ended: { as: fact.data.outcome, atMs: fact.at, acknowledgeByMs: null, team: referral.job?.team ?? null },
        },
        {
          assessmentAwaited: null,
          claim: null,
          routing: settled(referral),
          breachReason: referral.breachReason ?? fact.data.breachReason,
          amendmentToAcknowledgeByMs: null,
          alerts: referral.alerts.map((alert) => ({ ...alert, isAcknowledged: true })),
          callTasks: referral.callTasks.map((task) => ({ ...task, isDone: true })),
        },
      );
    case "erased":
      return change(referral, { isErased: true });
  }
}

const settled = (referral: OpenedReferral): Common["routing"] =>
  referral.routing === null ? null : { ...referral.routing, isAwaited: false, isOverdue: false };

function amended(referral: OpenedReferral, fact: NewFactOf<"amended">): OpenedReferral {
  const { data } = fact;
  return change(referral, {
    source: data.source,
    picture: data.picture,
    validationBreachAtMs: data.validationBreachAt,
    handBackAtMs: data.handBackAt,
    assessmentAwaited: { byMs: data.assessmentBy ?? null, isOverdue: false },
    amendmentToAcknowledgeByMs: data.acknowledgeBy ?? referral.amendmentToAcknowledgeByMs,
    offer: referral.offer === null ? null : { ...referral.offer, isAmended: true },
    routing: settled(referral),
  });
}

function acknowledged(referral: OpenedReferral, what: FactOf<"acknowledged">["data"]["what"]): OpenedReferral {
  switch (what) {
    case "advice":
    case "take":
    case "hand-back":
      return referral;
    case "amendment":
      return change(referral, { amendmentToAcknowledgeByMs: null });
    case "alert":
      return change(referral, {
        alerts: referral.alerts.map((alert) => ({ ...alert, isAcknowledged: true })),
        ended: referral.ended === null ? null : { ...referral.ended, acknowledgeByMs: null },
      });
  }
}

function withLink(
  referral: OpenedReferral,
  other: string,
  status: "suggested" | "linked" | "unlinked",
  basis: string,
): OpenedReferral {
  const known = referral.links.find((link) => link.other === other);
  if (known === undefined) return change(referral, { links: [...referral.links, { other, status, basis }] });
  return change(referral, { links: referral.links.map((link) => (link.other === other ? { ...link, status } : link)) });
}

function deadlinePassed(
  referral: OpenedReferral,
  deadline: FactOf<"deadline-passed">["data"]["deadline"],
): OpenedReferral {
  switch (deadline) {
    case "decision-by":
      return change(referral, { isDecisionByPassed: true });
    case "two-hours":
      return change(referral, { isTwoHoursPassed: true });
    case "assessment-by":
      return referral.assessmentAwaited === null
        ? referral
        : change(referral, { assessmentAwaited: { ...referral.assessmentAwaited, isOverdue: true } });
    case "routing-by":
      return referral.routing === null
        ? referral
        : change(referral, { routing: { ...referral.routing, isOverdue: true } });
    case "expected-arrival":
      return withJob(referral, { isExpectedPassed: true });
    case "close-by":
      return withJob(referral, { isCloseByPassed: true });
  }
}
