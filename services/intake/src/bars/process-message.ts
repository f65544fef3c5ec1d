/**
 * One BaRS message from its text to what becomes of it: read, mapped to a message of one of our feeds, stored as every referral, answered.
 * In: the bundle, who sends it, both ids. Out: the answer's bundle (200: stored, never accepted), or why not. Nothing is half stored: there is one commit.
 * Throws Problem for what is no fault of the message (503 not stored, 413 too large).
 */
import { sql, type Kysely } from "kysely";
import {
  feedValueOf,
  plannedAnswer,
  readBarsMessage,
  referralNumberOf,
  whoIsSent,
  type BarsMessage,
  type BarsRefusal,
  type Directory,
  type FhirBundle,
} from "@ucrt/domain";
import type { BarsSettings, Principal } from "@ucrt/schemas";
import type { Clock } from "@ucrt/service";
import type { WhoItIs } from "../decide-submission.ts";
import { hashOf, idOf } from "../ids.ts";
import { checkMaySubmit } from "../may-submit.ts";
import { readFeedMessage } from "../read-feed-message.ts";
import type { Submission } from "../submission.ts";
import { storeSubmission, type SubmitDeps } from "../submit.ts";
import type { IntakeTables } from "../tables.ts";
import { findBarsCases, findBarsCasesByNumber, type BarsCase } from "./bars-rows.ts";
import { caseByNumber, caseByRequest, refusalOf, staleUpdate } from "./decide-bars-message.ts";

export interface BarsDeps extends SubmitDeps {
  readonly db: Kysely<IntakeTables>;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly settings: BarsSettings;
}

export interface ToProcess {
  /** JSON data, read strictly. */
  readonly bundle: unknown;
  /** The exact text of the body: kept, every version of it. */
  readonly body: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly principal: Principal;
}

export type Processed =
  | { readonly outcome: "stored"; readonly kind: BarsMessage["kind"]; readonly answer: FhirBundle }
  | {
      readonly outcome: "refused" | "duplicate" | "key-reused" | "stale";
      readonly refusals: readonly BarsRefusal[];
    };

const refused = (refusals: readonly BarsRefusal[]): Processed => ({ outcome: "refused", refusals });

/** Works on one message. */
export async function processMessage(deps: BarsDeps, given: ToProcess): Promise<Processed> {
  const { principal } = given;
  // A retry is the same body under the same two ids; anything else under a known request id is another message.
  const bodyHash = hashOf(`${given.correlationId}\n${given.body}`);
  const before = await inboxRowOf(deps.db, { organisation: principal.organisation, requestId: given.requestId });
  if (before !== undefined) return before.body_hash === bodyHash ? heardBefore(before.kind) : keyReused();

  const read = readBarsMessage(given.bundle, deps.settings);
  if (!read.ok) return refused(read.refusals);
  const { message } = read;
  const receivedAtMs = deps.clock.nowMs();
  const who = whoIsSent(message.resources.patient, receivedAtMs);
  // A new request speaks of no case that is held: whether it is about one after all is for the store, under its locks.
  const speaksOf =
    message.kind === "new" ? undefined : await caseOf(deps.db, { message, who, organisation: principal.organisation });
  const misfit = refusalOf(message, speaksOf, who);
  if (misfit !== null) return refused([misfit]);

  const { feed, value } = feedValueOf(message, {
    organisation: principal.organisation,
    settings: deps.settings,
    receivedAtMs,
    ...(speaksOf === undefined || speaksOf.caseId === null ? {} : { caseId: speaksOf.caseId }),
  });
  checkMaySubmit({ feed, value, principal, directory: deps.directory });
  const judged = readFeedMessage({
    feed,
    value,
    receivedAtMs,
    directory: deps.directory,
    unknownFields: "refused",
  });
  if (!judged.ok)
    return refused(
      judged.errors.map(({ message: words }) => ({
        status: 400,
        code: "REC_BAD_REQUEST",
        issue: "value",
        diagnostics: words,
      })),
    );
  const stored = await storeSubmission(deps, {
    feed,
    given: judged.given,
    organisation: principal.organisation,
    requestId: given.requestId,
    correlationId: given.correlationId,
    body: given.body,
    bodyHash,
    receivedAtMs: null,
    subject: principal.subject,
    ...(message.writtenAtMs === null ? {} : { writtenAtMs: message.writtenAtMs }),
    bars: conversationOf(message),
    ...(speaksOf === undefined ? {} : about(speaksOf, principal.organisation)),
  });
  switch (stored.outcome) {
    case "repeated":
      return heardBefore(stored.kind);
    case "conflict":
      return keyReused();
    case "orphan":
      // Its case went while this was on its way.
      return stale();
    case "stored": {
      if (stored.kind === "stale") return stale();
      const { referralId, receivedAtMs: storedAtMs } = stored.answer;
      // An update about somebody else, or after the end, has begun a case of its own.
      const held = speaksOf?.referralId === referralId ? speaksOf : undefined;
      return {
        outcome: "stored",
        kind: message.kind,
        answer: plannedAnswer(
          {
            request: given.bundle,
            originalBundleId: held?.originalBundleId ?? message.bundleId,
            referralId,
            referralNumber: referralNumberOf(referralId),
            category: message.useCase.category,
            settings: deps.settings,
            bundleId: idOf("bars-answer", principal.organisation, given.requestId),
            spaPhone: deps.spaPhone,
            receivedAtMs: held?.receivedAtMs ?? storedAtMs,
            atMs: storedAtMs,
          },
          { status: message.kind === "cancel" ? cancelledAs(message) : "active" },
        ),
      };
    }
  }
}

const cancelledAs = ({ cancelReason }: BarsMessage): "revoked" | "entered-in-error" =>
  cancelReason === "entered-in-error" ? "entered-in-error" : "revoked";

async function inboxRowOf(
  db: Kysely<IntakeTables>,
  { organisation, requestId }: { readonly organisation: string; readonly requestId: string },
): Promise<{ readonly body_hash: string; readonly kind: string } | undefined> {
  const { rows } = await sql<{ body_hash: string; kind: string }>`
    select body_hash, kind from inbox
    where feed in ('ambulance', 'hospital', 'primary-care') and organisation = ${organisation} and request_id = ${requestId}`.execute(
    db,
  );
  return rows.at(0);
}

/** The case a message speaks of: by its ServiceRequest, else by the sender's case number. */
async function caseOf(
  db: Kysely<IntakeTables>,
  {
    message,
    who,
    organisation,
  }: { readonly message: BarsMessage; readonly who: WhoItIs; readonly organisation: string },
): Promise<BarsCase | undefined> {
  const { serviceRequestId, caseId, useCase } = message;
  return (
    caseByRequest(await findBarsCases(db, { organisation, serviceRequestId }), who) ??
    caseByNumber(await findBarsCasesByNumber(db, { feed: useCase.feed, organisation, caseId }), who)
  );
}

const about = (known: BarsCase, organisation: string): Pick<Submission, "referralId" | "case"> => ({
  referralId: known.referralId,
  case: { feed: known.feed, organisation, caseId: known.caseId ?? "" },
});

const conversationOf = (message: BarsMessage): NonNullable<Submission["bars"]> => ({
  useCase: message.useCaseCode,
  category: message.useCase.category,
  bundleId: message.bundleId,
  serviceRequestId: message.serviceRequestId,
  nhsNumber: message.nhsNumber,
  kind: message.kind,
});

/** A retry hears how the first attempt ended: what was refused after it was stored must not sound as if it had been taken. */
const heardBefore = (kind: string): Processed => (kind === "stale" || kind === "orphan" ? stale() : duplicate());

const stale = (): Processed => ({ outcome: "stale", refusals: [staleUpdate()] });

const duplicate = (): Processed => ({
  outcome: "duplicate",
  refusals: [
    {
      status: 409,
      code: "REC_CONFLICT",
      issue: "duplicate",
      diagnostics: "This message was received and stored before. It need not be sent again.",
    },
  ],
});

const keyReused = (): Processed => ({
  outcome: "key-reused",
  refusals: [
    {
      status: 409,
      code: "REC_CONFLICT",
      issue: "conflict",
      diagnostics:
        "This X-Request-Id was used for another message, which stands. A new message needs a new X-Request-Id.",
    },
  ],
});
