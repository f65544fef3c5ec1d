/**
 * Takes one message from a person or a system over HTTP: the same storing as for Kafka, one commit, then the answer.
 * In: the caller, the feed, the body. Out: the answer, or a Problem: 403 not yours to send, 409 id used before, 422 wrong fields, 503 not stored.
 * Never answers before the commit.
 */
import type { Kysely } from "kysely";
import type { Directory } from "@ucrt/domain";
import { injectTraceparent, isTransient, MessageTooLarge } from "@ucrt/kafka";
import type { Feed, Principal } from "@ucrt/schemas";
import { fault, problem, type Clock } from "@ucrt/service";
import { hashOf } from "./ids.ts";
import { checkMaySubmit } from "./may-submit.ts";
import { readFeedMessage } from "./read-feed-message.ts";
import type { Answer, Stored, Submission } from "./submission.ts";
import type { IntakeTables } from "./tables.ts";

export interface SubmitDeps {
  readonly db: Kysely<IntakeTables>;
  readonly directory: Directory;
  readonly clock: Clock;
  /** Stores one submission, together with what comes at the same time. */
  readonly store: (submission: Submission) => Promise<Stored>;
  readonly wakeRelay: () => void;
  /** Told to a caller whose message could not be stored. */
  readonly spaPhone: string;
  /** Raised when a request id comes again with another body: a sender that mixes up its messages, or somebody who tries. */
  readonly alarmKeyReused: (submission: Pick<Submission, "feed" | "organisation">) => void;
}

export interface ToSubmit {
  readonly feed: Feed;
  /** JSON data, read strictly. */
  readonly value: unknown;
  /** The exact text of the body. */
  readonly body: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly principal: Principal;
}

const kindsOverHttp = ["referral", "amendment"];

/** Judges, stores and answers one message. Throws Problem. */
export async function submit(deps: SubmitDeps, toSubmit: ToSubmit): Promise<Answer> {
  fault.at("after-receive");
  const { feed, value, principal } = toSubmit;
  checkMaySubmit({ feed, value, principal, directory: deps.directory });
  const read = readFeedMessage({
    feed,
    value,
    receivedAtMs: deps.clock.nowMs(),
    directory: deps.directory,
    unknownFields: "refused",
  });
  if (!read.ok) throw problem("REF_INVALID", { errors: [...read.errors] });
  if (!kindsOverHttp.includes(read.given.message.kind)) {
    throw problem("REF_INVALID", {
      errors: [
        {
          field: "kind",
          message:
            "Kind of message: this must be referral or amendment; withdraw and acknowledge at the submission's own address.",
        },
      ],
    });
  }
  return storeAndAnswer(deps, {
    feed,
    given: read.given,
    organisation: read.given.message.organisation,
    requestId: toSubmit.requestId,
    correlationId: toSubmit.correlationId,
    body: toSubmit.body,
    bodyHash: hashOf(toSubmit.body),
    receivedAtMs: null,
    subject: principal.subject,
  });
}

/** Stores one submission under the trace of its request. Throws Problem: 413, 503. */
export async function storeSubmission(
  deps: Pick<SubmitDeps, "store" | "wakeRelay" | "spaPhone">,
  submission: Submission,
): Promise<Stored> {
  fault.at("after-validate");
  const { traceparent } = injectTraceparent({});
  const traced = traceparent === undefined ? submission : { ...submission, traceparent };
  const stored = await deps.store(traced).catch((error: unknown) => {
    if (error instanceof MessageTooLarge) throw problem("REF_TOO_LARGE", { cause: error });
    if (isTransient(error)) {
      throw problem("REF_NOT_STORED", {
        detail: `Nothing was stored. Send it again with the same X-Request-Id, or ring the single point of access: ${deps.spaPhone}.`,
        retryAfterSeconds: 5,
        cause: error,
      });
    }
    throw error;
  });
  if (stored.outcome === "stored") deps.wakeRelay();
  return stored;
}

/** Stores one submission, then answers. Throws Problem. */
export async function storeAndAnswer(
  deps: Pick<SubmitDeps, "store" | "wakeRelay" | "spaPhone" | "alarmKeyReused">,
  submission: Submission,
): Promise<Answer> {
  const result = await storeSubmission(deps, submission);
  switch (result.outcome) {
    case "stored":
    case "repeated":
      return result.answer;
    case "conflict":
      deps.alarmKeyReused(submission);
      throw problem("REF_KEY_REUSED", {
        detail: "Use a new X-Request-Id for a new message. The first message under this id stands.",
      });
    case "orphan":
      throw problem("REF_CONFLICT", { detail: "The referral this speaks of is not here." });
  }
}
