/**
 * A referral as its facts make it. One status; the slots of a status (offer, job, hold ...) are filled only while they mean something.
 * Written by `evolve` alone, read by everything that decides or shows. Instants are epoch milliseconds. No identity.
 */
import type {
  AnswerToSender,
  ClinicalPicture,
  ConsideredTeam,
  Decision as Assessment,
  FactOf,
  Feed,
  NamedPerson,
  Outcome,
  ReferralState,
  Response,
  Source,
} from "@ucrt/schemas";

/** The offer that is open now. At most one. */
export interface Offer {
  readonly offerId: string;
  readonly team: string;
  readonly attempt: number;
  readonly isMutualAid: boolean;
  readonly offeredAtMs: number;
  readonly halfTimeAtMs: number;
  readonly lapsesAtMs: number;
  readonly isSeen: boolean;
  readonly isHalfTimePassed: boolean;
  /** Amended since it was made. */
  readonly isAmended: boolean;
}

/** What an accepting team holds, from acceptance until it ends. */
export interface Job {
  readonly offerId: string;
  readonly team: string;
  readonly clinician: NamedPerson;
  readonly acceptedAtMs: number;
  readonly expectedAtMs: number;
  readonly isExpectedPassed: boolean;
  /** A time outside what was asked: the referrer agrees or declines. */
  readonly counterOffer: "none" | "pending" | "agreed" | "declined";
  readonly setOffAtMs: number | null;
  readonly arrivedAtMs: number | null;
  readonly closeByMs: number | null;
  readonly isCloseByPassed: boolean;
  readonly onwardAccepted: boolean;
}

/** Put aside by a coordinator: only a fold of the board, no state of the referral. */
export interface Snooze {
  readonly subject: string;
  readonly name: string;
  readonly reason: FactOf<"snoozed">["data"]["reason"];
  readonly untilMs: number;
}

export interface Advised {
  readonly outcome: "redirect" | "emergency";
  readonly redirectTo: string | null;
  readonly acknowledgeByMs: number;
}

export interface Hold {
  readonly untilOpeningAtMs: number;
  readonly safeUntilMs: number;
  readonly owner: NamedPerson | null;
}

export interface HandBack {
  readonly reason: FactOf<"handed-back">["data"]["reason"];
  readonly to: FactOf<"handed-back">["data"]["to"];
  readonly isAutomatic: boolean;
  readonly isOnArrival: boolean;
  readonly acknowledgeByMs: number;
  readonly openNow: string | null;
  /** The team that held it: responsible until a named person agrees. */
  readonly fromTeam: string | null;
}

export interface Escalation {
  readonly acknowledgeByMs: number;
  /** Incident number and handover are recorded. */
  readonly isHandedOver: boolean;
  readonly closeByMs: number | null;
}

export interface Onward {
  readonly service: FactOf<"onward-requested">["data"]["service"];
  readonly acknowledgeByMs: number;
  readonly acceptedBy: NamedPerson | null;
}

export interface NoAccess {
  readonly sinceMs: number;
  readonly reviewByMs: number | null;
  readonly callsMade: number;
  readonly nextOfKinCalled: boolean;
  readonly referrerCalled: boolean;
  readonly welfareCheckAskedOf: "none" | "999" | "police";
}

/** How it ended. `acknowledgeByMs`: a team must still say that it knows. */
export interface Ended {
  readonly as: string;
  /** Of a closure: whether the GP has the summary. Absent: withdrawn, or closed before this was kept. */
  readonly summary?: FactOf<"closed">["data"]["summary"];
  readonly atMs: number;
  readonly acknowledgeByMs: number | null;
  readonly team: string | null;
}

export interface CallTask {
  readonly taskId: string;
  readonly reason: FactOf<"call-task-raised">["data"]["reason"];
  readonly whom: FactOf<"call-task-raised">["data"]["whom"];
  readonly dueByMs: number;
  readonly isDone: boolean;
  /** Of `answer-undelivered`: which answer the sender's system did not take. */
  readonly answer?: AnswerToSender;
}

export interface Alert {
  readonly alertId: string;
  readonly team: string;
  readonly about: string;
  readonly reason: FactOf<"alert-raised">["data"]["reason"];
  readonly acknowledgeByMs: number;
  readonly isAcknowledged: boolean;
}

export interface PastOffer {
  readonly offerId: string;
  readonly team: string;
  readonly ended: "open" | "accepted" | "declined" | "lapsed" | "withdrawn";
  readonly declinedBecause: FactOf<"offer-declined">["data"]["reason"] | null;
}

/** Slots that belong to a situation; `emptySlots` is what a change of status starts from. */
export interface Slots {
  readonly waitingFor: "offer" | "unrouted" | "hold" | null;
  readonly offer: Offer | null;
  readonly job: Job | null;
  readonly advised: Advised | null;
  readonly hold: Hold | null;
  readonly handBack: HandBack | null;
  readonly escalation: Escalation | null;
  readonly onward: Onward | null;
  readonly noAccess: NoAccess | null;
  readonly ended: Ended | null;
  readonly unrouted: { readonly because: string; readonly retryAtMs: number | null } | null;
  /** Candidate: we asked 999 to let us take it. */
  readonly take: { readonly confirmByMs: number } | null;
  /** Who decides and why, while `deciding`. */
  readonly decidingBecause: "review" | "before-offer" | "nurse-asked" | "hold-ended" | "handed-back" | "amended" | null;
}

export const emptySlots: Slots = {
  waitingFor: null,
  offer: null,
  job: null,
  advised: null,
  hold: null,
  handBack: null,
  escalation: null,
  onward: null,
  noAccess: null,
  ended: null,
  unrouted: null,
  take: null,
  decidingBecause: null,
};

/** The status and the slots it always fills. */
export type Situation = Slots &
  (
    | { readonly status: "candidate" }
    | { readonly status: "received" }
    | { readonly status: "deciding" }
    | { readonly status: "advised"; readonly advised: Advised }
    | { readonly status: "waiting"; readonly waitingFor: "offer" | "unrouted" }
    | { readonly status: "waiting"; readonly waitingFor: "hold"; readonly hold: Hold }
    | { readonly status: "offered"; readonly offer: Offer }
    | { readonly status: "accepted" | "en-route" | "arrived"; readonly job: Job }
    | { readonly status: "onward-pending"; readonly job: Job; readonly onward: Onward }
    | { readonly status: "no-access"; readonly job: Job; readonly noAccess: NoAccess }
    | { readonly status: "escalated"; readonly escalation: Escalation }
    | { readonly status: "handed-back"; readonly handBack: HandBack }
    | { readonly status: "closed" | "withdrawn"; readonly ended: Ended }
  );

/** What stays through the whole life. */
export interface Common {
  /** Number of facts: the sequence of the last one. */
  readonly version: number;
  readonly revision: number;
  readonly feed: Feed;
  readonly source: Source;
  readonly channel: FactOf<"opened">["data"]["channel"];
  readonly senderOrganisation: string;
  readonly onBehalfOf: string | null;
  readonly submitter: string | null;
  readonly wasCandidate: boolean;
  readonly alertsStaffAutomatically: boolean;
  readonly picture: ClinicalPicture;
  /** Which content of its case the picture is, as `intake` counted; absent: the first, or not counted. */
  readonly contentNumber?: number;
  readonly needIdentifiedAtMs: number | null;
  readonly receivedAtMs: number;
  readonly ambulanceClockStartAtMs: number | null;
  readonly validationBreachAtMs: number | null;
  readonly crewOnSceneAtMs: number | null;
  readonly clockStartAtMs: number;
  readonly clockStartBasis: "received" | "need-identified";
  readonly decisionByMs: number;
  readonly twoHourDueAtMs: number;
  readonly handBackAtMs: number | null;
  readonly changedAtMs: number;
  /** Who holds responsibility when no team has a job: the referrer (or 999), the last team, or the SPA clinician who took it back. */
  readonly lastHolder:
    | { readonly kind: "referrer" }
    | { readonly kind: "team"; readonly team: string }
    | { readonly kind: "spa-clinician" };
  /** Set while `eligibility` owes an assessment of this revision. */
  readonly assessmentAwaited: { readonly byMs: number | null; readonly isOverdue: boolean } | null;
  /** Last assessment taken up, with the findings that are met, unknown or ask; all of them are in its fact. */
  readonly assessment: Assessment | null;
  /** Last review by a person, and the assessment it judged. */
  readonly review: {
    readonly outcome: Outcome;
    readonly of: Assessment | null;
    readonly overrides: readonly string[];
  } | null;
  readonly outcome: Outcome | null;
  readonly redirectTo: string | null;
  readonly response: Response;
  /** A person set the response: the criteria no longer do. */
  readonly isResponseByPerson: boolean;
  /** Last question to `routing`. */
  readonly routing: {
    readonly attempt: number;
    readonly revision: number;
    readonly adviceByMs: number | null;
    readonly isAwaited: boolean;
    readonly isOverdue: boolean;
  } | null;
  readonly considered: readonly ConsideredTeam[];
  readonly teamsTried: readonly string[];
  readonly offers: readonly PastOffer[];
  readonly firstFaceToFaceAtMs: number | null;
  readonly isBreach: boolean | null;
  readonly breachReason: FactOf<"closed">["data"]["breachReason"];
  readonly crewDecision: FactOf<"crew-decided">["data"]["decision"] | null;
  readonly isDecisionByPassed: boolean;
  readonly isTwoHoursPassed: boolean;
  /** Subjects of those who said that they know of the unsafe scene, since the team accepted and since the last amendment. Absent: nobody. */
  readonly sceneAcknowledgedBy?: readonly string[];
  readonly claim: { readonly subject: string; readonly name: string; readonly untilMs: number } | null;
  /** Put aside on the board until then. Absent: it is not. */
  readonly snooze?: Snooze;
  readonly callTasks: readonly CallTask[];
  readonly alerts: readonly Alert[];
  /** Amended after acceptance, not yet acknowledged by the team. */
  readonly amendmentToAcknowledgeByMs: number | null;
  readonly links: readonly {
    readonly other: string;
    readonly status: "suggested" | "linked" | "unlinked";
    readonly basis: string;
  }[];
  /** Ids of messages and advice taken up, to recognise repeats. */
  readonly seenIds: readonly string[];
  readonly isErased: boolean;
}

export interface NoReferral {
  readonly status: "none";
  readonly version: 0;
}

/** A referral that was opened. */
export type OpenedReferral = Common & Situation;
export type Referral = NoReferral | OpenedReferral;
export type Status = Referral["status"];

export const initialReferral: Referral = { status: "none", version: 0 };

/** Compile-time proof that every state of the contract is a status here, and no other. */
const statusesAgree: Exclude<Status, "none"> extends ReferralState
  ? ReferralState extends Exclude<Status, "none">
    ? true
    : never
  : never = true;
void statusesAgree;

/** Nothing more is expected: ended, and nobody owes a call or an acknowledgement. */
export function isFinished(referral: Referral): boolean {
  if (referral.status !== "closed" && referral.status !== "withdrawn") return false;
  return referral.ended.acknowledgeByMs === null && referral.callTasks.every((task) => task.isDone);
}

/** Ended: no more steps of care here, though a call or an acknowledgement may still be owed. */
export const hasEnded = (referral: Referral): boolean =>
  referral.status === "closed" || referral.status === "withdrawn";

/**
 * A case of the 999 stack, or one that was: 999 never lost it, so it may go back by itself and is never held.
 * A crew that reached the patient amends it as its own, but the hand-back time it came with stays until a team accepts.
 */
export const isOfTheStack = (referral: OpenedReferral): boolean =>
  referral.source === "stack" || referral.wasCandidate || referral.handBackAtMs !== null;
