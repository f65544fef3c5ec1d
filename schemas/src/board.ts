/**
 * `queue.board.v1` (compacted): one row for each referral on the board, a beat for each partition, the state of each feed, the parked count.
 * Rows carry no identity. Keys: referral id, `beat-<partition>`, `feed-<feed>`, `parked`. A null value removes the row.
 */
import { z } from "zod";
import {
  arpCategory,
  feed,
  needCode,
  outcome,
  referralState,
  response,
  sex,
  snoozeReason,
  source,
  waitingFor,
} from "./codes.ts";
import { instant, odsCode, uuid } from "./instant.ts";

/** By next action, in the order of the board. */
export const lane = z.enum([
  "decide-now",
  "waiting-for-team",
  "on-the-way",
  "held",
  "awaiting-acknowledgement",
  "candidates",
  "done",
]);
export type Lane = z.infer<typeof lane>;

/** Who holds clinical responsibility now. */
export const responsibility = z.enum(["referrer", "999", "spa-clinician", "ucrt", "shared-ucrt-999", "nobody-closed"]);

/** The one next deadline and its name. */
export const deadlineName = z.enum([
  "assessment-by",
  "routing-by",
  "decision-by",
  "offer-half-time",
  "offer-lapses",
  "hand-back-at",
  "two-hours",
  "expected-arrival",
  "acknowledge-by",
  "take-confirm-by",
  "hold-until",
  "routing-retry",
  "handover-by",
  "onward-answer-by",
  "close-by",
  "no-access-review",
  "call-task-due",
]);
export type DeadlineName = z.infer<typeof deadlineName>;

export const deadline = z.object({ name: deadlineName, at: instant });
export type Deadline = z.output<typeof deadline>;

/** Who must act next. */
export const owner = z.object({
  kind: z.enum(["system", "spa-clinician", "spa-coordinator", "team", "referrer", "999", "named-person"]),
  /** Team id, or the name of a claiming or holding member of staff. */
  name: z.string().nullable(),
});
export type Owner = z.output<typeof owner>;

export const alarm = z.enum([
  "unrouted",
  "offer-unseen",
  "offer-lapsing",
  "unacknowledged",
  "deadline-near",
  "two-hours-passed",
  "no-advice",
  "call-task",
  "handed-back-on-arrival",
  "amended-after-acceptance",
  "decision-overdue",
]);

/**
 * Flags that came after the list `flags` of a row was published. A reader of an older version refuses a row with a word it does not know
 * in `flags`, and takes the whole board with it; so those are fixed, and this list is of text: what a reader does not know, it shows by its name.
 * `respect`: a ReSPECT form or another advance plan is there.
 */
export const laterFlag = z.enum(["call-warning", "repeat-caller", "agency-contacted", "respect"]);
export type LaterFlag = z.infer<typeof laterFlag>;

export const boardRow = z
  .object({
    kind: z.literal("row"),
    referralId: uuid,
    /** The referral's sequence: clients ignore an older version. */
    version: z.int().min(1),
    lane,
    state: referralState,
    waitingFor: waitingFor.nullable(),
    place: z.string().nullable(),
    placesDisagree: z.boolean(),
    ageYears: z.int().nullable(),
    sex,
    need: needCode,
    feed,
    source,
    senderOrganisation: odsCode,
    submitter: z.string().nullable(),
    onBehalfOf: odsCode.nullable(),
    response,
    outcome: outcome.nullable(),
    redirectTo: z.string().nullable(),
    /** Criteria met or open, by id, most severe first, at most six. */
    reasons: z.array(
      z.object({
        criterion: z.string(),
        raises: outcome.nullable(),
        asks: z.boolean(),
        /** Nobody has answered it: the page must not say it as a fact. */ isUnknown: z.boolean().optional(),
      }),
    ),
    criteriaApproved: z.boolean(),
    responsibility,
    owner,
    nextDeadline: deadline.nullable(),
    receivedAt: instant,
    clockStartAt: instant,
    decisionBy: instant.nullable(),
    twoHourDueAt: instant,
    handBackAt: instant.nullable(),
    arpCategory: arpCategory.nullable(),
    /** Live offer, if any. */
    offer: z
      .object({ offerId: uuid, team: z.string(), lapsesAt: instant, seen: z.boolean(), isMutualAid: z.boolean() })
      .nullable(),
    /** Team that holds it, from acceptance to closure. */
    team: z.string().nullable(),
    expectedAt: instant.nullable(),
    /** Name of the member of staff who goes. Absent: no job. */
    visitor: z.string().max(120).optional(),
    /** The expected time lies outside what was asked: what the referrer says to it. Absent: no such question. */
    counterOffer: z.enum(["pending", "agreed", "declined"]).optional(),
    /** Of a job whose scene is marked unsafe: how many people have said that they know. Absent: nobody has to. */
    sceneAcknowledgements: z.int().min(0).optional(),
    isCrewWaiting: z.boolean(),
    isOnFloor: z.boolean(),
    is999: z.boolean(),
    isEndOfLife: z.boolean(),
    flags: z.array(
      z.enum(["safeguarding", "scene-unsafe", "scene-unknown", "interpreter", "reasonable-adjustment", "infection"]),
    ),
    /** Words of `laterFlag`, and of versions to come. Absent: none. */
    laterFlags: z.array(z.string().max(40)).optional(),
    alarms: z.array(alarm),
    /** Who of SPA is on it, and until when unless they go on. `subject` tells a colleague of the same name apart. */
    claimedBy: z.object({ name: z.string(), until: instant, subject: z.string().optional() }).nullable(),
    /** Put aside by a coordinator. Absent: it is not. */
    snoozed: z.object({ name: z.string(), until: instant, reason: snoozeReason }).optional(),
    linkSuggested: z.boolean(),
    openCallTasks: z.int().min(0),
    /** Whom to ring because the sender's system did not take our answer: `999`, `referrer`. Absent: nobody. */
    answerUndeliveredTo: z.string().max(40).optional(),
    /** How it ended, when it has. */
    endedAs: z.string().nullable(),
    changedAt: instant,
  })
  .meta({ id: "BoardRow" });
export type BoardRow = z.output<typeof boardRow>;

/** Written to every partition each 3 s through the outbox. */
export const boardBeat = z.object({
  kind: z.literal("beat"),
  partition: z.int().min(0),
  at: instant,
  /** Age of the oldest unsent outbox row. */
  oldestUnsentAgeMs: z.int().min(0),
  /** The oldest of queue's last successful fetches of its inputs. */
  lastFetchAt: instant,
  version: z.int().min(1),
});

export const boardFeedStatus = z.object({
  kind: z.literal("feed-status"),
  feed,
  waiting: z.int().min(0),
  oldestAt: instant.nullable(),
  lastHeardAt: instant.nullable(),
  isPaused: z.boolean(),
  at: instant,
});

export const boardParkedStatus = z.object({
  kind: z.literal("parked-status"),
  count: z.int().min(0),
  oldestAt: instant.nullable(),
  /** Somebody has stopped all retries. Absent: nobody has. */
  retriesStopped: z.boolean().optional(),
  at: instant,
});

export const boardRecord = z
  .discriminatedUnion("kind", [boardRow, boardBeat, boardFeedStatus, boardParkedStatus])
  .meta({ id: "BoardRecord" });
export type BoardRecord = z.output<typeof boardRecord>;
export type BoardBeat = z.output<typeof boardBeat>;
export type BoardFeedStatus = z.output<typeof boardFeedStatus>;
