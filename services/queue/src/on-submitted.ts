/**
 * `referral.submitted.v1`: what `intake` stored. Opens cases at once, takes up amendments, withdrawals and acknowledgements, has SPA ring where an answer
 * could not be delivered, keeps the person apart, suggests links, shows each feed's state. Up to 200 messages in one transaction.
 * A repeat changes nothing. What speaks of a referral nobody has seen yet is kept for five minutes, then parked. Never drops a message.
 */
import type { Transaction } from "kysely";
import { isOlderContent, type ReferralInput } from "@ucrt/domain";
import { readMessage, traceMessages, type IncomingMessage } from "@ucrt/kafka";
import { inTransaction } from "@ucrt/postgres";
import { boardFeedStatus, submitted, type FeedStatus, type Submitted } from "@ucrt/schemas";
import { publishBoardRecords } from "./board-records.ts";
import { endSentDrafts } from "./end-sent-drafts.ts";
import { findSamePerson, type SamePerson } from "./find-same-person.ts";
import { keepOrphans, takeOrphans } from "./orphans.ts";
import type { Parts } from "./parts.ts";
import { saveWorkingSet } from "./save-facts.ts";
import { savePersons, type PersonToSave } from "./save-person.ts";
import type { QueueTables } from "./tables.ts";
import { noteTaken, takenBefore } from "./taken-messages.ts";
import { loadWorkingSet, type WorkingSet } from "./working-set.ts";

type AboutReferral = Exclude<Submitted, FeedStatus>;

export interface Arrived {
  readonly raw: IncomingMessage;
  readonly message: AboutReferral;
  readonly traceparent?: string | undefined;
}

/** Makes the handler of a batch. Throws Unreadable for a message that is not what the contract says. */
export function onSubmitted(parts: Parts): (messages: readonly IncomingMessage[]) => Promise<void> {
  return async (messages) => {
    const traced = traceMessages(messages, "take up submitted");
    await traced.around(async () => {
      const arrived: Arrived[] = [];
      const statuses = new Map<string, FeedStatus>();
      for (const raw of messages) {
        const message = readMessage(raw, submitted);
        if (message.type === "feed-status") statuses.set(message.feed, message);
        else arrived.push({ raw, message, traceparent: traced.traceparentOf(raw) });
      }
      await inTransaction(parts.db, async (trx) => {
        await showFeeds(trx, parts, [...statuses.values()]);
        await takeUp(trx, parts, arrived);
      });
    });
    parts.wakeRelay();
  };
}

/** Takes messages up in the caller's transaction. */
export async function takeUp(trx: Transaction<QueueTables>, parts: Parts, arrived: readonly Arrived[]): Promise<void> {
  if (arrived.length === 0) return;
  const taken = await takenBefore(
    trx,
    arrived.map(({ message }) => message.id),
  );
  const fresh = firstOfEach(arrived).filter(({ message }) => !taken.has(message.id));
  if (fresh.length === 0) return;

  const nowMs = await parts.clock(trx);
  const opening = fresh.filter(({ message }) => message.type === "received").map(({ message }) => message.referralId);
  const opens = ({ message }: Arrived): boolean => message.type === "received";
  await savePersons(
    trx,
    parts,
    fresh.filter(opens).flatMap(({ message }) => personOf(message)),
    nowMs,
  );
  const alike = await findSamePerson(trx, opening, nowMs);
  const ids = [
    ...fresh.map(({ message }) => message.referralId),
    ...alike.filter((pair) => !pair.isOtherEnded).map((pair) => pair.other),
    ...fresh.flatMap(({ message }) => suggestedLinkOf(message)),
  ];
  const set = await loadWorkingSet(trx, parts, { referralIds: ids });

  const kept = await takeOrphans(trx, opening);
  const orphans = new Map<string, Arrived[]>();
  const done: AboutReferral[] = [];
  // Who the person is by now, in the order in which it was taken up; what an older message says of them is not.
  const persons: PersonToSave[] = [];
  const takeOne = (one: Parameters<typeof give>[2]): void => {
    if (one.message.type === "amendment-received" && !isOlderContent(set.referral(one.message.referralId), one.message))
      persons.push(...personOf(one.message));
    give(set, parts, one);
    done.push(one.message);
  };
  for (const one of fresh) {
    const { referralId, type } = one.message;
    if (set.referral(referralId).status === "none" && type !== "received") {
      orphans.set(referralId, [...(orphans.get(referralId) ?? []), one]);
      continue;
    }
    takeOne({ ...one, alike });
    if (type !== "received") continue;
    // What came before its referral in this very batch is not in the table yet, and nothing would look for it there again.
    const ofThisBatch = (orphans.get(referralId) ?? []).map(({ message }) => message);
    for (const earlier of [...(kept.get(referralId) ?? []), ...ofThisBatch])
      takeOne({ message: earlier, alike: [], traceparent: one.traceparent });
    orphans.delete(referralId);
  }
  await keepOrphans(trx, [...orphans.values()].flat(), set.nowMs);
  await savePersons(trx, parts, persons, set.nowMs);
  await saveWorkingSet(trx, set);
  await endSentDrafts(
    trx,
    done.filter((message) => message.type === "received"),
    set.nowMs,
  );
  await noteTaken(
    trx,
    done.map(({ id }) => id),
    set.nowMs,
  );
}

function give(
  set: WorkingSet,
  parts: Parts,
  { message, alike, traceparent }: Pick<Arrived, "message" | "traceparent"> & { readonly alike: readonly SamePerson[] },
): void {
  const same = alike.filter((pair) => pair.referralId === message.referralId);
  const earlierReferrals = same
    .filter((pair) => pair.basis === "nhs-number" && pair.isOtherEnded)
    .map((pair) => ({ referralId: pair.other, closedAt: pair.otherEndedAtMs }));
  const cause = { causationId: message.id, correlationId: message.correlationId, earlierReferrals, traceparent };
  const decision = set.give(message.referralId, inputOf(message), cause);
  if (decision.kind === "refused")
    parts.logger.warn(
      { referralId: message.referralId, code: decision.code, input: message.type },
      "a submitted message was not taken up",
    );
  if (decision.kind === "ignored")
    parts.logger.info(
      { referralId: message.referralId, because: decision.because, input: message.type },
      "a submitted message changed nothing",
    );
  if (message.type !== "received") return;
  const found = new Map<string, SamePerson["basis"] | "case-id">(
    suggestedLinkOf(message).map((other) => [other, "case-id"]),
  );
  for (const pair of same) if (!pair.isOtherEnded) found.set(pair.other, pair.basis);
  for (const [other, basis] of found) {
    if (set.referral(other).status === "none" || set.referral(message.referralId).status === "none") continue;
    set.give(message.referralId, { kind: "link-found", other, basis }, cause);
    set.give(other, { kind: "link-found", other: message.referralId, basis }, { causationId: message.id });
  }
}

/** An answer that was not delivered is news about us, not something a sender says. */
const inputOf = (message: AboutReferral): ReferralInput =>
  message.type === "answer-undelivered"
    ? { kind: "answer-undelivered", answer: message.answer, undelivered: message.undelivered }
    : { kind: "submitted", message };

const suggestedLinkOf = (message: AboutReferral): readonly string[] =>
  message.type === "received" && message.suggestedLink !== undefined ? [message.suggestedLink] : [];

function firstOfEach(arrived: readonly Arrived[]): readonly Arrived[] {
  const first = new Map<string, Arrived>();
  for (const one of arrived) if (!first.has(one.message.id)) first.set(one.message.id, one);
  return [...first.values()];
}

function personOf(message: AboutReferral): readonly PersonToSave[] {
  if (message.type !== "received" && message.type !== "amendment-received") return [];
  const { sender, person, picture } = message;
  return [
    {
      referralId: message.referralId,
      person,
      nhsNumberVerified: picture.nhsNumberVerified,
      caseId: sender.caseId,
      senderName: sender.referredBy?.name ?? person.referrer.name ?? null,
    },
  ];
}

/** The latest state of each feed, as it is shown beside the rows. Its version is the instant it was taken, so an older one never wins. */
async function showFeeds(trx: Transaction<QueueTables>, parts: Parts, statuses: readonly FeedStatus[]): Promise<void> {
  if (statuses.length === 0) return;
  const records = statuses.map(({ feed, waiting, oldestAt, lastHeardAt, isPaused, at }) => ({
    key: `feed-${feed}`,
    kind: "feed-status" as const,
    referralId: null,
    version: Math.floor(at / 1000),
    body: JSON.stringify(
      boardFeedStatus.encode({ kind: "feed-status", feed, waiting, oldestAt, lastHeardAt, isPaused, at }),
    ),
  }));
  await publishBoardRecords(trx, records, await parts.clock(trx));
}
