/**
 * The queue's side of HTTP: the referral's page, the queue, teams, parked messages, search, break-glass.
 */
import { z } from "zod";
import { boardRow, deadline, owner, responsibility } from "../board.ts";
import { clinicalPicture } from "../clinical-picture.ts";
import { channel, feed, needCode, referralState, response, sex, source } from "../codes.ts";
import { consideredTeam, decision } from "../decision.ts";
import { actor, namedPerson } from "../facts/envelope.ts";
import { calendarDate, instant, odsCode, shortText, uuid } from "../instant.ts";
import { person } from "../person.ts";
import { teamState } from "../team-state.ts";
import { commandNames } from "./commands.ts";

/** One line of history: a fact in short, with its coded data for those who want it. */
export const historyLine = z.object({
  sequence: z.int(),
  type: z.string(),
  at: instant,
  recordedAt: instant,
  actor,
  words: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type HistoryLine = z.output<typeof historyLine>;

/** `GET /api/referrals/{id}`. `person` is null where the role may not see it; access notes only for the accepting team. */
export const referralView = z
  .object({
    referralId: uuid,
    version: z.int(),
    state: referralState,
    responsibility,
    owner,
    nextDeadline: deadline.nullable(),
    response,
    feed,
    source,
    channel,
    senderOrganisation: odsCode,
    senderName: z.string().nullable(),
    picture: clinicalPicture,
    person: person.nullable(),
    /** Why `person` or its access notes are missing. */
    hidden: z.array(z.enum(["person", "access-notes"])),
    clocks: z.object({
      needIdentifiedAt: instant.nullable(),
      receivedAt: instant,
      clockStartAt: instant,
      decisionBy: instant.nullable(),
      handBackAt: instant.nullable(),
      /** When the ambulance service's own clock started. */
      ambulanceClockStartAt: instant.nullable().optional(),
      validationBreachAt: instant.nullable(),
      twoHourDueAt: instant,
      firstFaceToFaceAt: instant.nullable(),
    }),
    decision: decision.nullable(),
    /** The decision's findings in words for staff. */
    findings: z.array(
      z.object({
        criterion: z.string(),
        wording: z.string(),
        basis: z.string(),
        result: z.string(),
        raises: z.string().nullable(),
        asks: z.boolean(),
        value: z.string().nullable(),
      }),
    ),
    considered: z.array(consideredTeam.extend({ name: z.string(), words: z.string() })),
    offer: boardRow.shape.offer,
    accepted: z.object({ team: z.string(), clinician: namedPerson, expectedAt: instant }).nullable(),
    /** What the holding team's screen needs of its visit; null without a job. */
    visit: z
      .object({
        acceptedAt: instant,
        setOffAt: instant.nullable(),
        arrivedAt: instant.nullable(),
        counterOffer: z.enum(["none", "pending", "agreed", "declined"]),
        noAccess: z
          .object({
            since: instant,
            reviewBy: instant.nullable(),
            callsMade: z.int(),
            nextOfKinCalled: z.boolean(),
            referrerCalled: z.boolean(),
            welfareCheckAskedOf: z.enum(["none", "999", "police"]),
          })
          .nullable(),
        escalation: z.object({ isHandedOver: z.boolean() }).nullable(),
        onward: z.object({ service: z.string(), acceptedBy: namedPerson.nullable() }).nullable(),
      })
      .nullable()
      .optional(),
    /** Of a closed referral: whether the GP has the summary. */
    summary: z.enum(["sent", "to-be-sent", "not-needed"]).nullable().optional(),
    handedBack: z.object({ reason: z.string(), to: z.string(), acknowledged: z.boolean() }).nullable(),
    callTasks: z.array(
      z.object({
        taskId: uuid,
        reason: z.string(),
        whom: z.string(),
        dueBy: instant,
        done: z.boolean(),
        /** Of `answer-undelivered`: what has to be said. */
        answer: z.string().optional(),
      }),
    ),
    links: z.array(z.object({ other: uuid, status: z.enum(["suggested", "linked", "unlinked"]), basis: z.string() })),
    notes: z.array(z.object({ noteId: uuid, at: instant, by: z.string(), text: z.string() })),
    /** Commands this caller may give now. */
    may: z.array(z.enum(commandNames as [string, ...string[]])),
    history: z.array(historyLine),
    row: boardRow,
  })
  .meta({ id: "ReferralView" });
export type ReferralView = z.output<typeof referralView>;

/** Answer of every command. */
export const commandAnswer = z
  .object({ referralId: uuid, version: z.int(), state: referralState, row: boardRow })
  .meta({ id: "CommandAnswer" });

/** `asOf` is the past minute where one was asked for. `isCut`: there were more rows than one answer holds. */
export const queueAnswer = z
  .object({ asOf: instant, rows: z.array(boardRow), isCut: z.boolean().optional() })
  .meta({ id: "QueueAnswer" });

export const teamView = teamState.extend({
  name: z.string(),
  place: z.string(),
  phone: z.string(),
  isWithinHours: z.boolean(),
  opensAt: instant.nullable(),
  closesAt: instant.nullable(),
});
export const teamsAnswer = z
  .object({ teams: z.array(teamView), area: z.string(), isDemonstration: z.boolean(), criteriaApproved: z.boolean() })
  .meta({ id: "TeamsAnswer" });

export const teamStateBody = z.strictObject({
  isOpen: z.boolean().optional(),
  isPaused: z.boolean().optional(),
  capacity: z.int().min(0).max(500).optional(),
  /** Only with `isPaused: true`: the pause ends by itself then. Absent: until somebody ends it. */
  pausedUntil: instant.optional(),
  reason: shortText(200),
});

/** `GET /api/queue/summaries-owed`: closures whose summary the GP does not have yet, oldest first. No identity. */
export const summariesOwedAnswer = z
  .object({
    rows: z.array(
      z.object({
        referralId: uuid,
        /** Null: closed before any team held it; the single point of access sends it. */
        team: z.string().nullable(),
        closedAt: instant,
        endedAs: z.string(),
        need: needCode,
        ageYears: z.int().nullable(),
        sex,
        place: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "SummariesOwedAnswer" });

export const parkedRow = z.object({
  parkedId: uuid,
  service: z.string(),
  reason: z.string(),
  detail: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  /** Structure only: every value is replaced by its type. */
  maskedContent: z.string(),
  sizeBytes: z.int(),
  parkedAt: instant,
  attempts: z.int(),
  replayedAt: instant.nullable(),
  replayedBy: z.string().nullable(),
});

/** `stopped`: parked messages are not sent again, and answers that a sender's system did not take are not repeated; their first sending goes on. */
export const retriesState = z.object({
  isStopped: z.boolean(),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
  reason: z.string().nullable(),
});

/** `awaiting-second`: several messages, and nobody else has agreed yet. `held`: retries are stopped. */
export const replayTaskState = z.enum(["awaiting-second", "held", "running", "done"]);
/** `sent`: on its way to the service that could not handle it. `parked-again`: that service still cannot. `refused`: never sent, with the reason. */
export const replayItemState = z.enum(["waiting", "sent", "parked-again", "refused"]);
export const replayTask = z
  .object({
    taskId: uuid,
    state: replayTaskState,
    askedBy: z.string(),
    askedAt: instant,
    /** The caller asked for it: somebody else has to agree. */
    isYours: z.boolean(),
    approvedBy: z.string().nullable(),
    approvedAt: instant.nullable(),
    items: z.array(
      z.object({ parkedId: uuid, state: replayItemState, detail: z.string().nullable(), doneAt: instant.nullable() }),
    ),
  })
  .meta({ id: "ReplayTask" });

export const parkedAnswer = z
  .object({
    count: z.int(),
    oldestAt: instant.nullable(),
    rows: z.array(parkedRow),
    retries: retriesState,
    /** The newest first. */
    tasks: z.array(replayTask),
  })
  .meta({ id: "ParkedAnswer" });

/** More than one needs a second person. */
export const replaysBody = z.strictObject({ parkedIds: z.array(uuid).min(1).max(200) }).meta({ id: "ReplaysBody" });
export const retriesBody = z
  .strictObject({ isStopped: z.boolean(), reason: shortText(200) })
  .meta({ id: "RetriesBody" });
export const retriesAnswer = retriesState.meta({ id: "RetriesAnswer" });

/** Never in a URL. One of the five ways. */
export const searchBody = z
  .strictObject({
    name: shortText(200).optional(),
    dateOfBirth: calendarDate.optional(),
    nhsNumber: shortText(20).optional(),
    caseId: shortText(100).optional(),
    callerNumber: shortText(20).optional(),
    /** As it is said or typed: `UCR-7K2M-93XD`, `ucr 7k2m 93xd`, `7K2M93XD`. Finds every referral that has it. */
    referralNumber: shortText(40).optional(),
  })
  .refine(
    (given) =>
      given.referralNumber !== undefined ||
      given.name !== undefined ||
      given.nhsNumber !== undefined ||
      given.caseId !== undefined ||
      given.callerNumber !== undefined,
    "search by name, NHS number, incident number, caller or referral number",
  );
export const searchAnswer = z
  .object({ rows: z.array(boardRow.extend({ name: z.string().nullable() })) })
  .meta({ id: "SearchAnswer" });

export const breakGlassBody = z.strictObject({
  reason: z.enum(["clinician-at-the-door", "safeguarding", "emergency", "complaint", "other"]),
  note: shortText(1000).optional(),
});

/** The record is open to the caller until `endsAt`; a privacy officer looks at it by `reviewDueAt`. */
export const breakGlassAnswer = z
  .object({ referralId: uuid, endsAt: instant, reviewDueAt: instant })
  .meta({ id: "BreakGlassAnswer" });

/** What the privacy officer found. */
export const breakGlassOutcome = z.enum(["justified", "not-justified", "follow-up"]);
export const breakGlassReviewBody = z
  .strictObject({ outcome: breakGlassOutcome, note: shortText(1000).optional() })
  .meta({ id: "BreakGlassReviewBody" });

export const breakGlassOpening = z
  .object({
    id: uuid,
    referralId: uuid,
    subject: z.string(),
    /** Who opened it; null for openings older than this field. */
    name: z.string().nullable(),
    role: z.string().nullable(),
    reason: z.string(),
    note: z.string().nullable(),
    openedAt: instant,
    endsAt: instant,
    reviewDueAt: instant,
    /** What was read while it was open, oldest first. */
    looks: z.array(z.object({ at: instant, what: z.string() })),
    reviewedAt: instant.nullable(),
    reviewedBy: z.string().nullable(),
    reviewedByName: z.string().nullable(),
    outcome: breakGlassOutcome.nullable(),
    reviewNote: z.string().nullable(),
    isOverdue: z.boolean(),
  })
  .meta({ id: "BreakGlassOpening" });
/** The newest first; the counts are of all that there are. */
export const breakGlassOpenings = z
  .object({
    rows: z.array(breakGlassOpening),
    counts: z.object({ waiting: z.int(), overdue: z.int(), reviewed: z.int() }),
  })
  .meta({ id: "BreakGlassOpenings" });

export const accessRow = z.object({
  at: instant,
  name: z.string(),
  role: z.string(),
  organisation: z.string(),
  team: z.string().nullable(),
  what: z.string(),
  reason: z.string().nullable(),
});
/** Who looked at one record, oldest first. */
export const accessesAnswer = z.object({ rows: z.array(accessRow) }).meta({ id: "AccessesAnswer" });

/** `GET /api/referrals/{id}/history`. */
export const historyAnswer = z
  .object({ referralId: uuid, history: z.array(historyLine) })
  .meta({ id: "HistoryAnswer" });

export const replayAnswer = z.object({ parkedId: uuid, replayedBy: z.string() }).meta({ id: "ReplayAnswer" });
