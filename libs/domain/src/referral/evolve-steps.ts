/** What the weightier facts do to a referral, one function for each. For `evolve` alone; knows no rules and no clock. */
import type { FactOf, Finding } from "@ucrt/schemas";
import type { NewFactOf } from "./new-fact.ts";
import type { OpenedReferral } from "./referral.ts";
import { become, change, endOffer, remember, settled, withJob } from "./reshape.ts";

export function takeConfirmed(referral: OpenedReferral, fact: NewFactOf<"take-confirmed">): OpenedReferral {
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
}

export function offered(referral: OpenedReferral, fact: NewFactOf<"offered">): OpenedReferral {
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
}

/** Another team, or another picture of the scene: who said before that they know said it of something else. */
const nobodyKnowsTheScene = (referral: OpenedReferral): Pick<OpenedReferral, "sceneAcknowledgedBy"> =>
  referral.sceneAcknowledgedBy === undefined ? {} : { sceneAcknowledgedBy: [] };

export function accepted(referral: OpenedReferral, fact: NewFactOf<"accepted">): OpenedReferral {
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
      ...nobodyKnowsTheScene(referral),
    },
  );
}

export function handedBack(referral: OpenedReferral, fact: NewFactOf<"handed-back">): OpenedReferral {
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
}

export function withdrawn(referral: OpenedReferral, fact: NewFactOf<"withdrawn">): OpenedReferral {
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
}

export function closed(referral: OpenedReferral, fact: NewFactOf<"closed">): OpenedReferral {
  return become(
    referral,
    {
      status: "closed",
      ended: {
        as: fact.data.outcome,
        atMs: fact.at,
        acknowledgeByMs: null,
        team: referral.job?.team ?? null,
        summary: fact.data.summary,
      },
    },
    {
      assessmentAwaited: null,
      claim: null,
      routing: settled(referral),
      breachReason: referral.breachReason ?? fact.data.breachReason,
      amendmentToAcknowledgeByMs: null,
      alerts: referral.alerts.map((alert) => ({ ...alert, isAcknowledged: true })),
      // What the sender's system was not told, a person still says.
      callTasks: referral.callTasks.map((task) =>
        task.reason === "answer-undelivered" ? task : { ...task, isDone: true },
      ),
    },
  );
}

export function onwardRequested(referral: OpenedReferral, fact: NewFactOf<"onward-requested">): OpenedReferral {
  return referral.job === null
    ? referral
    : become(referral, {
        status: "onward-pending",
        job: { ...referral.job, onwardAccepted: false },
        onward: { service: fact.data.service, acknowledgeByMs: fact.data.acknowledgeBy, acceptedBy: null },
      });
}

export function noAccessRecorded(referral: OpenedReferral, fact: NewFactOf<"no-access-recorded">): OpenedReferral {
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

export function arrived(referral: OpenedReferral, fact: NewFactOf<"arrived">): OpenedReferral {
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
}

/**
 * Three in four findings are "not met", and nothing is decided by those: they stay in the fact, where the page reads them. The fold is written
 * with every fact, so what it holds is paid for each time.
 */
const saysSomething = ({ result, raises, asks }: Finding): boolean =>
  asks || raises !== null || result === "met" || result === "unknown";

export function assessed(referral: OpenedReferral, fact: NewFactOf<"assessed">): OpenedReferral {
  return change(referral, {
    assessment: { ...fact.data.decision, findings: fact.data.decision.findings.filter(saysSomething) },
    assessmentAwaited: null,
    outcome: fact.data.decision.outcome,
    redirectTo: fact.data.decision.redirectTo,
    response: referral.isResponseByPerson ? referral.response : fact.data.decision.response,
    seenIds: remember(referral, fact.data.adviceId),
  });
}

export function advised(referral: OpenedReferral, fact: NewFactOf<"advised">): OpenedReferral {
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
}

export function held(referral: OpenedReferral, fact: NewFactOf<"held">): OpenedReferral {
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
}

export function amended(referral: OpenedReferral, fact: NewFactOf<"amended">): OpenedReferral {
  const { data } = fact;
  return change(referral, {
    source: data.source,
    picture: data.picture,
    ...(data.contentNumber === undefined ? {} : { contentNumber: data.contentNumber }),
    validationBreachAtMs: data.validationBreachAt,
    handBackAtMs: data.handBackAt,
    assessmentAwaited: { byMs: data.assessmentBy ?? null, isOverdue: false },
    amendmentToAcknowledgeByMs: data.acknowledgeBy ?? referral.amendmentToAcknowledgeByMs,
    offer: referral.offer === null ? null : { ...referral.offer, isAmended: true },
    routing: settled(referral),
    ...nobodyKnowsTheScene(referral),
  });
}

export function acknowledged(referral: OpenedReferral, what: FactOf<"acknowledged">["data"]["what"]): OpenedReferral {
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

export function withLink(
  referral: OpenedReferral,
  other: string,
  status: "suggested" | "linked" | "unlinked",
  basis: string,
): OpenedReferral {
  const known = referral.links.find((link) => link.other === other);
  if (known === undefined) return change(referral, { links: [...referral.links, { other, status, basis }] });
  return change(referral, { links: referral.links.map((link) => (link.other === other ? { ...link, status } : link)) });
}

export function deadlinePassed(
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
