// Reads the three schemas as they are at one instant. In: the database's URL, as its owner. Out: the part of the evidence that they hold. Reads only.
import { createHash } from "node:crypto";
import pg from "pg";
import type { Evidence } from "./evidence.ts";

export type StoredEvidence = Omit<Evidence, "history" | "drain" | "topics" | "audit" | "places">;

const bigint = 20;

/** A connection that reads whole numbers as numbers: the ones here are instants and counts. */
export function readingClient(databaseUrl: string): pg.Client {
  const types = new pg.TypeOverrides();
  types.setTypeParser(bigint, Number);
  return new pg.Client({ connectionString: databaseUrl, types, application_name: "faults-judge" });
}

/** Everything in one repeatable read: rows of different tables belong together. */
export async function loadStores(databaseUrl: string): Promise<StoredEvidence> {
  const client = readingClient(databaseUrl);
  await client.connect();
  try {
    await client.query("begin transaction isolation level repeatable read read only");
    return await readAll(client);
  } finally {
    await client.end();
  }
}

async function readAll(client: pg.Client): Promise<StoredEvidence> {
  const rows = async <Row>(text: string): Promise<readonly Row[]> => (await client.query(text)).rows as Row[];
  const [now] = await rows<{ at: Date }>("select clock_timestamp() as at");
  const parked = await rows<StoredEvidence["parked"][number] & { body: Buffer | null }>(`
    select service, reason, topic, partition, message_offset as offset, body, attempts, ${ms("parked_at")} as "parkedAtMs", ${ms("first_at")} as "firstAtMs",
      ${ms("last_at")} as "lastAtMs", replayed_at is not null as "isReplayed" from queue.parked`);
  const link = `chain_id as "chainId", sequence, body, previous_hash as "previousHash", hash`;
  return {
    readAtMs: now?.at.getTime() ?? 0,
    inbox: await rows(
      `select feed, organisation, request_id as "requestId", kind, referral_id as "referralId", event_id as "eventId" from intake.inbox`,
    ),
    submissions: await rows(
      `select referral_id as "referralId", feed, organisation, request_id as "requestId", last_sequence as "lastSequence" from intake.submissions`,
    ),
    taken: new Set((await rows<{ id: string }>("select id from queue.message_taken")).map(({ id }) => id)),
    referrals: await rows(`select id, version, state, is_ended as "isEnded", folded from queue.referral`),
    facts: await rows(`select ${link}, id, type, ${ms("recorded_at")} as "recordedAtMs" from queue.fact`),
    accesses: await rows(`select ${link} from queue.access`),
    heads: await rows(`select chain_id as "chainId", kind, sequence, hash from queue.chain_head`),
    boardRecords: await rows("select key, kind, version, body from queue.board_record"),
    timers: await rows(
      `select referral_id as "referralId", timer as name, ${ms("due_at")} as "dueAtMs" from queue.timer`,
    ),
    offers: await rows(
      `select referral_id as "referralId", offer_id as "offerId", team, ended_at is null as "isOpen" from queue.offer`,
    ),
    acceptances: await rows(
      `select referral_id as "referralId", offer_id as "offerId", team, ended_at is null as "isOpen" from queue.acceptance`,
    ),
    parked: parked.map(({ body, ...rest }) => ({
      ...rest,
      digest: body === null ? null : createHash("sha256").update(body).digest("hex"),
    })),
    measures: await rows("select * from metrics.measure"),
  };
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`;
