/**
 * Reads a Kafka message of one feed: bytes, headers, whose feed it claims to be, contract, meaning.
 * In: a message of `feed.<feed>.v1`. Out: a submission, or why nobody can take it, with the words for its sender where there is one.
 * The feed is the topic's, never the payload's. Pure; never throws for what a sender wrote.
 */
import { caseIdFields, type Directory, type WrongField } from "@ucrt/domain";
import { header, readJsonObject, Unreadable, type IncomingMessage } from "@ucrt/kafka";
import { feed as feeds, parkedReason, type Feed, type ParkedReason } from "@ucrt/schemas";
import { idWithoutMeaning } from "@ucrt/service";
import { eventIdOf, hashOf } from "./ids.ts";
import { readFeedMessage } from "./read-feed-message.ts";
import type { Submission } from "./submission.ts";

/** Whom to tell about a message that was not taken. */
export interface Sender {
  readonly organisation: string;
  readonly requestId: string;
  readonly caseId: string | null;
}

export type ReadKafka =
  | { readonly ok: true; readonly submission: Submission }
  | {
      readonly ok: false;
      readonly reason: ParkedReason;
      readonly detail: string;
      readonly sender: Sender | null;
      readonly errors: readonly WrongField[];
    };

const knownKinds: readonly unknown[] = ["referral", "amendment", "withdrawal", "acknowledgement"];
/** An id that is only digits could be an NHS number or a telephone number: it never becomes a header. */
const correlationIdShape = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._:-]{5,99}$/;
const requestIdShape = /^[\x20-\x7e]{1,100}$/;

/** Reads one message as a submission to this feed. */
export function readKafkaMessage(
  message: IncomingMessage,
  { feed, directory }: { readonly feed: Feed; readonly directory: Directory },
): ReadKafka {
  if (message.isTombstone || message.valueBytes.length === 0) return refused("empty", "The message has no content");
  const contentType = message.headers[header.contentType];
  if (contentType !== undefined && !/^application\/([a-z0-9.-]+\+)?json\b/i.test(contentType))
    return refused("unknown-type", "content-type is not JSON");
  const read = readObject(message);
  if (!read.ok) return read;
  const { value } = read;

  const typed = checkType(message, feed);
  if (typed !== undefined) return typed;
  if (claimsOtherFeed(value, message.headers, feed))
    return refused("source-mismatch", "The message says it comes from another feed than its topic");
  if (!knownKinds.includes(value["kind"]))
    return refused("unknown-type", "kind is not referral, amendment, withdrawal or acknowledgement");
  const requestId = typeof value["requestId"] === "string" ? value["requestId"].trim() : message.headers[header.id];
  if (requestId === undefined || !requestIdShape.test(requestId))
    return refused("missing-headers", "There is no request id: neither requestId nor ce_id");

  const sender = senderOf(value, { feed, requestId });
  const judged = readFeedMessage({
    feed,
    value,
    receivedAtMs: message.timestampMs,
    directory,
    unknownFields: "set-aside",
  });
  if (!judged.ok)
    return {
      ok: false,
      reason: "invalid",
      detail: `Wrong fields: ${judged.errors.map((error) => error.field).join(", ")}`.slice(0, 500),
      sender,
      errors: judged.errors,
    };
  const body = message.valueBytes.toString("utf8");
  const correlationId = message.headers[header.correlationId];
  return {
    ok: true,
    submission: {
      feed,
      given: judged.given,
      organisation: judged.given.message.organisation,
      requestId,
      correlationId:
        correlationId !== undefined && correlationIdShape.test(correlationId)
          ? idWithoutMeaning(correlationId)
          : eventIdOf({ feed, organisation: judged.given.message.organisation, requestId }),
      body,
      bodyHash: hashOf(message.valueBytes),
      receivedAtMs: message.timestampMs,
    },
  };
}

function readObject(
  message: IncomingMessage,
): { readonly ok: true; readonly value: Readonly<Record<string, unknown>> } | Extract<ReadKafka, { ok: false }> {
  try {
    return { ok: true, value: readJsonObject(message) };
  } catch (error) {
    const reason = parkedReason.safeParse(error instanceof Unreadable ? error.reason : undefined);
    if (!reason.success || !(error instanceof Unreadable)) throw error;
    return refused(reason.data, error.message);
  }
}

function refused(reason: ParkedReason, detail: string): Extract<ReadKafka, { ok: false }> {
  return { ok: false, reason, detail, sender: null, errors: [] };
}

/** `ce_type` is optional; where it is given, it names this feed and version 1. */
function checkType(message: IncomingMessage, feed: Feed): ReadKafka | undefined {
  const type = message.headers[header.type];
  if (type === undefined) return undefined;
  const [, name, version] = /^feed\.([a-z-]+)(?:\.[a-z-]+)?\.v(\d{1,3})$/.exec(type) ?? [];
  if (name === undefined || !isFeed(name)) return refused("unknown-type", "ce_type is not known");
  if (name !== feed) return refused("source-mismatch", "ce_type names another feed than the topic");
  return version === "1" ? undefined : refused("unsupported-version", "This version of the message is not read here");
}

/** A payload or `ce_source` that names another feed, or that carries another dialect's case id and not this one's. */
function claimsOtherFeed(
  value: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
  feed: Feed,
): boolean {
  const claims = [value["feed"], value["source"], headers[header.source]?.split("/").at(-1)];
  if (claims.some((claim) => typeof claim === "string" && isFeed(claim) && claim !== feed)) return true;
  if (value[caseIdFields[feed]] !== undefined) return false;
  return feeds.options.some((other) => other !== feed && value[caseIdFields[other]] !== undefined);
}

function senderOf(
  value: Readonly<Record<string, unknown>>,
  { feed, requestId }: { readonly feed: Feed; readonly requestId: string },
): Sender | null {
  const { organisation } = value;
  const caseId = value[caseIdFields[feed]];
  if (typeof organisation !== "string" || !/^[A-Z0-9]{3,8}$/.test(organisation)) return null;
  return { organisation, requestId, caseId: typeof caseId === "string" && caseId.length <= 100 ? caseId : null };
}

function isFeed(name: string): name is Feed {
  return (feeds.options as readonly string[]).includes(name);
}
