/**
 * The row of a referral on the board. In: its id and the referral. Out: coded values only, no identity, the same row whatever the clock says:
 * alarms that depend on time come from facts that timers wrote.
 */
import type { BoardRow, Decision as Assessment, Lane, LaterFlag } from "@ucrt/schemas";
import { nextDeadlineOf } from "./deadlines.ts";
import { openTask } from "./call-tasks.ts";
import { severityOf } from "./compare-assessments.ts";
import { ownerOf, responsibilityOf } from "./owner.ts";
import { isFinished, type OpenedReferral } from "./referral.ts";
import { isCrewWaiting } from "./steps.ts";
import { isSceneUnsafe, sceneAcknowledgements } from "./unsafe-scene.ts";

/** At most this many reasons fit a row. */
const REASONS_SHOWN = 6;

/** The whole row; `version` is the referral's sequence. Instants are epoch milliseconds. */
export function boardRowOf(referralId: string, referral: OpenedReferral): BoardRow {
  const { picture, offer, job } = referral;
  const unanswered = openTask(referral, "answer-undelivered");
  return {
    kind: "row",
    referralId,
    version: referral.version,
    lane: laneOf(referral),
    state: referral.status,
    waitingFor: referral.waitingFor,
    place: picture.location.place,
    placesDisagree: picture.location.placesDisagree,
    ageYears: picture.ageYears,
    sex: picture.sex,
    need: picture.need,
    feed: referral.feed,
    source: referral.source,
    senderOrganisation: referral.senderOrganisation,
    submitter: referral.submitter,
    onBehalfOf: referral.onBehalfOf,
    response: referral.response,
    outcome: referral.outcome,
    redirectTo: referral.redirectTo,
    reasons: reasonsOf(referral.assessment),
    criteriaApproved: referral.assessment?.criteriaSet.isApproved ?? false,
    responsibility: responsibilityOf(referral),
    owner: ownerOf(referral),
    nextDeadline: nextDeadlineOf(referral),
    receivedAt: referral.receivedAtMs,
    clockStartAt: referral.clockStartAtMs,
    decisionBy: referral.decisionByMs,
    twoHourDueAt: referral.twoHourDueAtMs,
    handBackAt: referral.handBackAtMs,
    arpCategory: picture.arpCategory,
    offer:
      offer === null
        ? null
        : {
            offerId: offer.offerId,
            team: offer.team,
            lapsesAt: offer.lapsesAtMs,
            seen: offer.isSeen,
            isMutualAid: offer.isMutualAid,
          },
    team: job?.team ?? referral.ended?.team ?? null,
    expectedAt: job?.expectedAtMs ?? null,
    ...(job === null ? {} : { visitor: job.clinician.name.slice(0, 120) }),
    ...(job === null || job.counterOffer === "none" ? {} : { counterOffer: job.counterOffer }),
    ...(job === null || !isSceneUnsafe(referral) ? {} : { sceneAcknowledgements: sceneAcknowledgements(referral) }),
    isCrewWaiting: isCrewWaiting(referral),
    isOnFloor: picture.answers.fall?.onFloorNow === "yes",
    is999: referral.feed === "ambulance",
    isEndOfLife: picture.answers.endOfLife === "yes" || picture.need === "EOL",
    flags: flagsOf(referral),
    ...laterFlagsOf(referral),
    alarms: alarmsOf(referral),
    claimedBy:
      referral.claim === null
        ? null
        : { name: referral.claim.name, until: referral.claim.untilMs, subject: referral.claim.subject },
    ...(referral.snooze === undefined
      ? {}
      : {
          snoozed: {
            name: referral.snooze.name,
            until: referral.snooze.untilMs,
            reason: referral.snooze.reason,
          },
        }),
    linkSuggested: referral.links.some((link) => link.status === "suggested"),
    openCallTasks: referral.callTasks.filter((task) => !task.isDone).length,
    ...(unanswered === undefined ? {} : { answerUndeliveredTo: unanswered.whom }),
    endedAs: referral.ended?.as ?? null,
    changedAt: referral.changedAtMs,
  };
}

/** By next action. */
export function laneOf(referral: OpenedReferral): Lane {
  switch (referral.status) {
    case "candidate":
      return "candidates";
    case "received":
    case "deciding":
      return "decide-now";
    case "waiting":
      return referral.waitingFor === "hold" ? "held" : "waiting-for-team";
    case "offered":
      return "waiting-for-team";
    case "accepted":
    case "en-route":
    case "arrived":
    case "onward-pending":
    case "no-access":
    case "escalated":
      return "on-the-way";
    case "advised":
    case "handed-back":
      return "awaiting-acknowledgement";
    case "closed":
    case "withdrawn":
      return isFinished(referral) ? "done" : "awaiting-acknowledgement";
  }
}

function reasonsOf(assessment: Assessment | null): BoardRow["reasons"] {
  if (assessment === null) return [];
  return assessment.findings
    .filter(
      (finding) =>
        finding.asks || (finding.raises !== null && (finding.result === "met" || finding.result === "unknown")),
    )
    .toSorted(
      (a, b) =>
        (b.raises === null ? -1 : severityOf(b.raises)) - (a.raises === null ? -1 : severityOf(a.raises)) ||
        (a.criterion < b.criterion ? -1 : 1),
    )
    .slice(0, REASONS_SHOWN)
    .map(({ criterion, raises, asks, result }) => ({ criterion, raises, asks, isUnknown: result === "unknown" }));
}

function flagsOf({ picture }: OpenedReferral): BoardRow["flags"] {
  const { flags } = picture;
  const shown: readonly (readonly [BoardRow["flags"][number], boolean])[] = [
    ["safeguarding", flags.safeguarding === "yes"],
    ["scene-unsafe", flags.sceneSafety === "unsafe"],
    ["scene-unknown", flags.sceneSafety === "unknown"],
    ["interpreter", flags.interpreterNeeded],
    ["reasonable-adjustment", flags.reasonableAdjustment],
    ["infection", flags.infectionRisk === "yes"],
  ];
  return shown.filter(([, isShown]) => isShown).map(([flag]) => flag);
}

/** Flags that readers of an older version do not know: in a list of their own, absent when there are none. */
function laterFlagsOf({ picture }: OpenedReferral): Pick<BoardRow, "laterFlags"> {
  const { flags, answers } = picture;
  const shown: readonly (readonly [LaterFlag, boolean])[] = [
    ["call-warning", flags.callWarning === true],
    ["repeat-caller", flags.repeatCaller === true],
    ["agency-contacted", flags.agencyContacted === true],
    ["respect", answers.advancePlan !== undefined],
  ];
  const laterFlags = shown.filter(([, isShown]) => isShown).map(([flag]) => flag);
  return laterFlags.length === 0 ? {} : { laterFlags };
}

/** Alarms that facts carry. `deadline-near` is for the page, which has a clock. */
export function alarmsOf(referral: OpenedReferral): BoardRow["alarms"] {
  const isOpen = !isFinished(referral);
  const isLate = (reason: Parameters<typeof openTask>[1]): boolean => openTask(referral, reason) !== undefined;
  const shown: readonly (readonly [BoardRow["alarms"][number], boolean])[] = [
    ["unrouted", referral.waitingFor === "unrouted"],
    ["offer-unseen", referral.offer !== null && referral.offer.isHalfTimePassed && !referral.offer.isSeen],
    ["offer-lapsing", referral.offer?.isHalfTimePassed === true],
    [
      "unacknowledged",
      isLate("advice-unacknowledged") ||
        isLate("hand-back-unacknowledged") ||
        isLate("amendment-unacknowledged") ||
        isLate("alert-unacknowledged") ||
        isLate("withdrawal-unacknowledged"),
    ],
    ["two-hours-passed", isOpen && referral.isTwoHoursPassed && referral.firstFaceToFaceAtMs === null],
    ["no-advice", isOpen && (referral.assessmentAwaited?.isOverdue === true || referral.routing?.isOverdue === true)],
    ["call-task", referral.callTasks.some((task) => !task.isDone)],
    ["handed-back-on-arrival", referral.handBack?.isOnArrival === true],
    ["amended-after-acceptance", referral.amendmentToAcknowledgeByMs !== null],
    [
      "decision-overdue",
      referral.isDecisionByPassed &&
        (referral.status === "received" ||
          referral.status === "deciding" ||
          referral.status === "waiting" ||
          referral.status === "offered"),
    ],
  ];
  return shown.filter(([, isShown]) => isShown).map(([name]) => name);
}
