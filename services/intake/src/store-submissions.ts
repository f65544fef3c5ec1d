/**
 * Stores messages and what they cause, all in the caller's transaction: inbox, submission, outbox.
 * In: valid messages of any feeds, in order. Out: for each, what became of it. A repeat changes nothing and gives the same answer.
 * The one way in for HTTP and Kafka. Never answers anybody: that is for after the commit.
 */
import { sql } from "kysely";
import { caseIdOf, type Directory } from "@ucrt/domain";
import type { OutgoingMessage } from "@ucrt/kafka";
import { addToOutbox, type SqlExecutor } from "@ucrt/postgres";
import { submitted } from "@ucrt/schemas";
import { lockKeys, readCases, readRequests, takeOrphans, type CaseKey, type KeptCase } from "./case-rows.ts";
import { insertBarsCases, noteBarsVersions, type BarsCaseRow, type BarsVersionRow } from "./bars/bars-rows.ts";
import { noteConversation } from "./bars/note-conversation.ts";
import { caseMeant, decideSubmission, whoItIs, type Meaning, type WhoItIs } from "./decide-submission.ts";
import { eventIdOf, referralIdOf, textOfKey } from "./ids.ts";
import { asCase } from "./read-feed-message.ts";
import {
  insertInbox,
  insertOrphans,
  insertSubmissions,
  noteAmendments,
  noteWithdrawals,
  type AmendedRow,
  type InboxRow,
  type NewSubmissionRow,
  type OrphanRow,
} from "./store-rows.ts";
import { openedStatus } from "./status.ts";
import type { Answer, Stored, StoredKind, Submission } from "./submission.ts";
import { receipt, submittedMessage, submittedOf, textOfSubmitted } from "./submitted-messages.ts";

export interface StoreContext {
  readonly directory: Directory;
}

/** What the rows of one transaction will be. */
interface Draft {
  readonly inbox: InboxRow[];
  readonly submissions: NewSubmissionRow[];
  readonly amended: AmendedRow[];
  readonly withdrawn: string[];
  readonly orphans: OrphanRow[];
  readonly outbox: OutgoingMessage[];
  readonly barsCases: BarsCaseRow[];
  readonly barsVersions: BarsVersionRow[];
  readonly adopted: {
    readonly eventId: string;
    readonly kind: string;
    readonly answer: Answer;
    readonly message: string;
  }[];
}

/** Stores the messages in order. Throws what the database throws, and MessageTooLarge; then nothing is stored. */
export async function storeSubmissions(
  trx: SqlExecutor,
  submissions: readonly Submission[],
  context: StoreContext,
): Promise<readonly Stored[]> {
  const requestKeyOf = (one: Submission): string => textOfKey(one.feed, one.organisation, one.requestId);
  const caseKeys = submissions.map(caseKeyOf);
  const nowMs = await lockKeys(trx, [
    ...submissions.map((one) => `request:${requestKeyOf(one)}`),
    ...caseKeys.map((key) => `case:${textOfCase(key)}`),
  ]);
  const requests = await readRequests(trx, submissions);
  const cases = await readCases(trx, caseKeys);
  const orphans = await takeOrphans(
    trx,
    caseKeys.filter((_, index) => bringsCase(submissions[index])),
  );

  const draft: Draft = {
    inbox: [],
    submissions: [],
    amended: [],
    withdrawn: [],
    orphans: [],
    outbox: [],
    barsCases: [],
    barsVersions: [],
    adopted: [],
  };
  const results: Stored[] = [];
  for (const [index, submission] of submissions.entries()) {
    const before = requests.get(requestKeyOf(submission));
    if (before !== undefined) {
      results.push(repeatOf(before, submission));
      continue;
    }
    const key = caseKeys[index] ?? caseKeyOf(submission);
    const stored = storeOne(submission, { key, nowMs, cases, orphans, draft, context });
    results.push(stored);
    requests.set(requestKeyOf(submission), {
      bodyHash: submission.bodyHash,
      kind: stored.outcome === "stored" ? stored.kind : "orphan",
      answer: stored.outcome === "stored" ? stored.answer : null,
    });
  }
  await save(trx, draft);
  return results;
}

function repeatOf(
  before: { readonly bodyHash: string; readonly kind: StoredKind | "orphan"; readonly answer: Answer | null },
  submission: Submission,
): Stored {
  if (before.bodyHash !== submission.bodyHash) return { outcome: "conflict" };
  return before.kind === "orphan" || before.answer === null
    ? { outcome: "orphan" }
    : { outcome: "repeated", kind: before.kind, answer: before.answer };
}

interface OneContext {
  readonly key: CaseKey;
  readonly nowMs: number;
  readonly cases: Map<string, KeptCase[]>;
  readonly orphans: Map<string, { readonly eventId: string; readonly message: string }[]>;
  readonly draft: Draft;
  readonly context: StoreContext;
}

function storeOne(submission: Submission, { key, nowMs, cases, orphans, draft, context }: OneContext): Stored {
  const known = cases.get(textOfCase(key)) ?? [];
  const who = whoItIs(submission.given);
  const serviceRequestId = submission.bars?.serviceRequestId ?? null;
  const meant =
    submission.referralId === undefined
      ? caseMeant(known, who, serviceRequestId)
      : known.find((one) => one.referralId === submission.referralId);
  const sentAtMs = sentAtOf(submission, nowMs);
  const meaning = decideSubmission(submission.given, { known: meant ?? null, sentAtMs, serviceRequestId });
  const atMs = submission.receivedAtMs ?? nowMs;
  const referralId = "referralId" in meaning ? meaning.referralId : referralIdOf(submission);
  const contentNumber = (meant?.contents ?? 0) + 1;
  const message = submittedOf(submission, meaning, { referralId, atMs, directory: context.directory, contentNumber });
  const text = message === null ? null : textOfSubmitted(message);
  const inbox = {
    feed: submission.feed,
    organisation: submission.organisation,
    request_id: submission.requestId,
    body_hash: submission.bodyHash,
    body: submission.body,
    event_id: eventIdOf(submission),
    message: text,
    received_at: atMs,
    content_number: meaning.is === "amendment" ? contentNumber : null,
  };

  if (meaning.is === "orphan") {
    draft.inbox.push({ ...inbox, kind: "orphan", referral_id: null, answer: "null" });
    draft.orphans.push({
      event_id: inbox.event_id,
      feed: key.feed,
      organisation: key.organisation,
      case_id: key.caseId,
      message: text ?? "",
      parked: JSON.stringify(submission.ifOrphan ?? null),
    });
    // Its referral may be the next of these.
    const early = { eventId: inbox.event_id, message: text ?? "" };
    orphans.set(textOfCase(key), [...(orphans.get(textOfCase(key)) ?? []), early]);
    return { outcome: "orphan" };
  }

  const kind = kindOf(meaning);
  const answer: Answer = {
    referralId,
    isAmendment: kind === "amendment-received" || kind === "stale",
    suggestedLink: meaning.is === "new-referral" ? meaning.suggestedLink : null,
    receivedAtMs: atMs,
  };
  draft.inbox.push({ ...inbox, kind, referral_id: referralId, answer: JSON.stringify(answer) });
  if (message !== null && text !== null)
    draft.outbox.push(
      submittedMessage(
        {
          id: message.id,
          type: message.type,
          referralId,
          atMs,
          correlationId: message.correlationId,
          traceparent: submission.traceparent,
        },
        text,
      ),
    );
  if (submission.receivedAtMs !== null)
    draft.outbox.push(receipt(submission, { referralId, caseId: key.caseId, atMs }));

  const subjects = submission.subject === undefined ? [] : [submission.subject];
  if (meaning.is === "new-referral" && message !== null && message.type === "received") {
    const { sender } = message;
    draft.submissions.push({
      referral_id: referralId,
      feed: submission.feed,
      source: sender.source,
      channel: sender.channel,
      organisation: submission.organisation,
      on_behalf_of: sender.onBehalfOf ?? null,
      case_id: key.caseId,
      request_id: submission.requestId,
      subjects,
      is_candidate: meaning.isCandidate,
      received_at: atMs,
      last_sent_at: sentAtMs,
      status: JSON.stringify(openedStatus({ referralId, receivedAtMs: atMs, isCandidate: meaning.isCandidate })),
      date_of_birth: who.dateOfBirth,
      sex: who.sex,
      nhs_number: who.nhsNumber,
    });
    cases.set(textOfCase(key), [
      {
        referralId,
        isOpen: true,
        isCandidate: meaning.isCandidate,
        isHandedBack: false,
        serviceRequestId,
        lastSentAtMs: sentAtMs,
        contents: 1,
        ...who,
      },
      ...known,
    ]);
    const early = orphans.get(textOfCase(key)) ?? [];
    adoptOrphans(early, { referralId, draft });
    const adopted = new Set(early.map(({ eventId }) => eventId));
    draft.orphans.splice(0, Infinity, ...draft.orphans.filter(({ event_id }) => !adopted.has(event_id)));
    orphans.delete(textOfCase(key));
  }
  if (meaning.is === "amendment") {
    draft.amended.push({
      referral_id: referralId,
      last_sent_at: sentAtMs,
      contents: contentNumber,
      subjects,
      date_of_birth: who.dateOfBirth,
      sex: who.sex,
      nhs_number: who.nhsNumber,
    });
    cases.set(
      textOfCase(key),
      known.map((one) =>
        one.referralId === referralId
          ? {
              ...one,
              ...filledIn(one, who),
              lastSentAtMs: latest(one.lastSentAtMs, sentAtMs),
              contents: contentNumber,
            }
          : one,
      ),
    );
  }
  if (meaning.is === "withdrawal") {
    draft.withdrawn.push(referralId);
    cases.set(
      textOfCase(key),
      known.map((one) => (one.referralId === referralId ? { ...one, isOpen: false } : one)),
    );
  }
  if (submission.bars !== undefined && meaning.is !== "stale")
    noteConversation(submission, submission.bars, {
      referralId,
      isNew: meaning.is === "new-referral",
      writtenAtMs: sentAtMs,
      draft,
    });
  return { outcome: "stored", kind, answer };
}

/** Sends what came too early, now that its referral is here, behind it. */
function adoptOrphans(
  waiting: readonly { readonly eventId: string; readonly message: string }[],
  { referralId, draft }: { readonly referralId: string; readonly draft: Draft },
): void {
  for (const { eventId, message } of waiting) {
    const early = submitted.parse(JSON.parse(message));
    if (early.type === "feed-status") continue;
    const adopted = { ...early, referralId };
    const text = textOfSubmitted(adopted);
    draft.adopted.push({
      eventId,
      kind: adopted.type,
      answer: { referralId, isAmendment: false, suggestedLink: null, receivedAtMs: adopted.at },
      message: text,
    });
    draft.outbox.push(
      submittedMessage(
        { id: eventId, type: adopted.type, referralId, atMs: adopted.at, correlationId: adopted.correlationId },
        text,
      ),
    );
    if (adopted.type === "withdrawal-received") draft.withdrawn.push(referralId);
  }
}

async function save(trx: SqlExecutor, draft: Draft): Promise<void> {
  await insertSubmissions(trx, draft.submissions);
  await noteAmendments(trx, draft.amended);
  await noteWithdrawals(trx, draft.withdrawn);
  await insertInbox(trx, draft.inbox);
  await insertBarsCases(trx, draft.barsCases);
  await noteBarsVersions(trx, draft.barsVersions);
  await insertOrphans(trx, draft.orphans);
  for (const { eventId, kind, answer, message } of draft.adopted) {
    await sql`update inbox set kind = ${kind}, referral_id = ${answer.referralId}, answer = ${JSON.stringify(answer)}, message = ${message} where event_id = ${eventId}`.execute(
      trx,
    );
  }
  await addToOutbox(trx, draft.outbox);
}

function kindOf(meaning: Exclude<Meaning, { is: "orphan" }>): StoredKind {
  switch (meaning.is) {
    case "new-referral":
      return "received";
    case "amendment":
      return "amendment-received";
    case "withdrawal":
      return "withdrawal-received";
    case "acknowledgement":
      return "acknowledgement-received";
    case "stale":
      return "stale";
  }
}

/**
 * Only a system's own clock orders its messages: what a person sends over HTTP is the newest there is when it arrives, whatever their device thinks.
 * A clock that is ahead counts as now, else everything after it was put right would look old.
 */
function sentAtOf({ receivedAtMs, writtenAtMs, given }: Submission, nowMs: number): number | null {
  if (writtenAtMs !== undefined) return Math.min(writtenAtMs, nowMs);
  const { sentAt } = given.message;
  return receivedAtMs === null || sentAt === undefined ? null : Math.min(sentAt, receivedAtMs);
}

function caseKeyOf(submission: Submission): CaseKey {
  return (
    submission.case ?? {
      feed: submission.feed,
      organisation: submission.organisation,
      caseId: caseIdOf(submission.given),
    }
  );
}

const textOfCase = ({ feed, organisation, caseId }: CaseKey): string => textOfKey(feed, organisation, caseId);
const bringsCase = (submission: Submission | undefined): boolean =>
  submission !== undefined && asCase(submission.given) !== undefined;
/** What was not known is filled in; what is known to both does not differ here. */
const filledIn = (one: WhoItIs, other: WhoItIs): WhoItIs => ({
  dateOfBirth: one.dateOfBirth ?? other.dateOfBirth,
  sex: one.sex === "unknown" ? other.sex : one.sex,
  nhsNumber: one.nhsNumber ?? other.nhsNumber,
});
const latest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);
