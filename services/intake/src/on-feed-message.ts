/**
 * Messages of one feed come in over Kafka; up to 200 of a partition are stored in one transaction, with what they cause.
 * In: messages. Out: stored submissions, receipts; for what nobody can take, a parked copy and `rejected` for the sender, in the same transaction.
 * The offset moves only after the commit. Never lets a bad message fail a good one: what is readable and wrong is dealt with here, not thrown.
 */
import { sql, type Kysely } from "kysely";
import type { Directory, WrongField } from "@ucrt/domain";
import {
  toParkedMessage,
  traceMessages,
  Unreadable,
  type IncomingMessage,
  type OutgoingMessage,
  type TracedMessages,
} from "@ucrt/kafka";
import { addToOutbox, inTransaction, type SqlExecutor } from "@ucrt/postgres";
import type { Feed } from "@ucrt/schemas";
import { fault } from "@ucrt/service";
import { idOf } from "./ids.ts";
import { readKafkaMessage, type Sender } from "./read-kafka-message.ts";
import { storeSubmissions } from "./store-submissions.ts";
import type { Submission } from "./submission.ts";
import { feedbackMessage, serviceName } from "./submitted-messages.ts";
import type { IntakeTables } from "./tables.ts";

export interface FeedDeps {
  readonly db: Kysely<IntakeTables>;
  readonly directory: Directory;
  readonly feed: Feed;
  /** Called after a commit that has something to send. */
  readonly wakeRelay: () => void;
  /** Something a person should know of: codes only. */
  readonly onAlarm: (alarm: FeedAlarm) => void;
  /** Awaited after each batch: the place to hold the feed back before the next one is read. */
  readonly afterBatch?: () => Promise<void>;
}

export interface FeedAlarm {
  readonly kind: "parked" | "request-id-reused";
  readonly feed: Feed;
  readonly reason: string;
  readonly count: number;
}

interface Refusal {
  readonly message: IncomingMessage;
  readonly parked: OutgoingMessage;
  readonly told: OutgoingMessage | null;
  readonly reason: string;
}

/** A handler for a batch consumer of one feed. */
export function onFeedMessages(deps: FeedDeps) {
  const { db, directory, feed } = deps;
  return async (messages: readonly IncomingMessage[]): Promise<void> => {
    const traced = traceMessages(messages, `store ${feed} message`);
    await traced.around(() => store(messages, traced));
    deps.wakeRelay();
    await deps.afterBatch?.();
  };

  async function store(messages: readonly IncomingMessage[], traced: TracedMessages): Promise<void> {
    fault.at("after-receive");
    const refusals: Refusal[] = [];
    const submissions: { readonly submission: Submission; readonly message: IncomingMessage }[] = [];
    for (const message of messages) {
      const read = readKafkaMessage(message, { feed, directory });
      if (read.ok) {
        const traceparent = traced.traceparentOf(message);
        const submission = withOrphanCopy(read.submission, message);
        submissions.push({
          submission: traceparent === undefined ? submission : { ...submission, traceparent },
          message,
        });
      } else
        refusals.push(
          refusalOf(message, {
            feed,
            reason: read.reason,
            detail: read.detail,
            sender: read.sender,
            errors: read.errors,
          }),
        );
    }
    fault.at("after-validate");
    const parked = await inTransaction(db, async (trx) => {
      const results =
        submissions.length === 0
          ? []
          : await storeSubmissions(
              trx,
              submissions.map(({ submission }) => submission),
              { directory },
            );
      for (const [index, { submission, message }] of submissions.entries()) {
        if (results[index]?.outcome === "conflict") refusals.push(conflictOf(message, submission));
      }
      const fresh = await park(trx, refusals);
      fault.at("before-commit");
      return fresh;
    });
    fault.at("after-commit");
    for (const [reason, count] of countBy(parked))
      deps.onAlarm({ kind: reason === "request-id-reused" ? reason : "parked", feed, reason, count });
  }
}

function refusalOf(
  message: IncomingMessage,
  why: {
    readonly feed: Feed;
    readonly reason: string;
    readonly detail: string;
    readonly sender: Sender | null;
    readonly errors: readonly WrongField[];
  },
): Refusal {
  return {
    message,
    reason: why.reason,
    parked: parkedCopy(message, why.reason, why.detail),
    told:
      why.sender === null
        ? null
        : rejection(message, {
            feed: why.feed,
            sender: why.sender,
            errors: why.errors.length > 0 ? why.errors : [{ field: "", message: `${why.detail}.` }],
          }),
  };
}

function conflictOf(message: IncomingMessage, submission: Submission): Refusal {
  const errors = [
    {
      field: "requestId",
      message: "Request id: this id was used before for another message; nothing of this one was taken.",
    },
  ];
  return {
    message,
    reason: "request-id-reused",
    parked: parkedCopy(message, "invalid", "request-id-reused"),
    told: rejection(message, {
      feed: submission.feed,
      sender: { organisation: submission.organisation, requestId: submission.requestId, caseId: null },
      errors,
    }),
  };
}

/** `rejected` with every wrong field; the same message gives the same id. */
function rejection(
  message: IncomingMessage,
  { feed, sender, errors }: { readonly feed: Feed; readonly sender: Sender; readonly errors: readonly WrongField[] },
): OutgoingMessage {
  return feedbackMessage(feed, {
    type: "rejected",
    id: idOf("rejected", message.topic, message.partition, message.offset),
    referralId: null,
    organisation: sender.organisation,
    requestId: sender.requestId,
    caseId: sender.caseId,
    at: message.timestampMs,
    errors: [...errors],
  });
}

function parkedCopy(message: IncomingMessage, reason: string, detail: string): OutgoingMessage {
  const details = { attempts: 1, firstAttemptAtMs: message.timestampMs, lastAttemptAtMs: message.timestampMs };
  return toParkedMessage({ service: serviceName, message, reason, error: new Unreadable(reason, detail), details });
}

/** What a withdrawal or an acknowledgement becomes when its referral never comes. */
function withOrphanCopy(submission: Submission, message: IncomingMessage): Submission {
  const { kind } = submission.given.message;
  const speaksOfAnother = kind === "withdrawal" || kind === "acknowledgement";
  return speaksOfAnother
    ? { ...submission, ifOrphan: parkedCopy(message, "orphan", `A ${kind} without the referral it speaks of`) }
    : submission;
}

/** Parks and tells, each origin once: a message that is read again after a lost commit is not parked twice. */
async function park(trx: SqlExecutor, refusals: readonly Refusal[]): Promise<readonly Refusal[]> {
  if (refusals.length === 0) return [];
  const originOf = ({ message }: Refusal): string => `${message.topic}/${message.partition}/${message.offset}`;
  const { rows } = await sql<{ origin: string }>`
    insert into parked_origins (origin) select distinct origin from unnest(${refusals.map(originOf)}::text[]) as list (origin) order by 1
    on conflict do nothing returning origin`.execute(trx);
  const fresh = new Set(rows.map((row) => row.origin));
  const now = refusals.filter((refusal) => fresh.has(originOf(refusal)));
  await addToOutbox(
    trx,
    now.flatMap(({ parked, told }) => (told === null ? [parked] : [parked, told])),
  );
  return now;
}

function countBy(refusals: readonly Refusal[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of refusals) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}
