/**
 * Once a minute: an anchor over the heads of all chains that moved since the last one, chained to it, and appended to a file that is kept apart.
 * Who cuts the tail of a chain, or writes the whole database anew, would have to change that file as well.
 */
import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import { inTransaction } from "@ucrt/postgres";
import { CHAIN_START, linkHash } from "./chain.ts";
import type { Parts } from "./parts.ts";
import type { QueueTables } from "./tables.ts";

/** At most this many heads in one anchor, about 1 MB of text. */
const MOST_HEADS = 10_000;

/** One line of the file: an anchor without its list of heads. */
export interface AnchorLine {
  readonly number: number;
  readonly madeAt: string;
  readonly heads: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** Makes an anchor when a chain moved, and files all that are not filed yet; true when there may be more. */
export async function whenAnchorIsDue(parts: Parts, anchorFile: string): Promise<boolean> {
  const heads = await inTransaction(parts.db, (trx) => makeAnchor(trx, parts));
  await fileAnchors(parts, anchorFile);
  return heads === MOST_HEADS;
}

async function makeAnchor(trx: Transaction<QueueTables>, parts: Parts): Promise<number> {
  // One anchor after another, whoever holds the lease.
  await sql`select pg_advisory_xact_lock(hashtextextended('queue anchor', 0))`.execute(trx);
  const { rows } = await sql<{ chain_id: string; sequence: number; hash: string }>`
    update chain_head set is_anchored = true
    where chain_id in (select chain_id from chain_head where not is_anchored order by chain_id limit ${MOST_HEADS} for update skip locked)
    returning chain_id, sequence, hash`.execute(trx);
  if (rows.length === 0) return 0;
  const last = await trx
    .selectFrom("anchor")
    .select(["number", "hash"])
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const number = (last?.number ?? 0) + 1;
  const previousHash = last?.hash ?? CHAIN_START;
  const body = rows
    .map((row) => `${row.chain_id} ${row.sequence} ${row.hash}\n`)
    .sort()
    .join("");
  await trx
    .insertInto("anchor")
    .values({
      number,
      made_at: new Date(await parts.clock(trx)),
      body,
      previous_hash: previousHash,
      hash: linkHash(previousHash, number, body),
    })
    .execute();
  return rows.length;
}

/** Appends anchors to the file in order. One that was appended and not marked is appended again: the same line twice does no harm. */
async function fileAnchors(parts: Parts, anchorFile: string): Promise<void> {
  const { rows } = await sql<{ number: number; made_at: Date; heads: number; previous_hash: string; hash: string }>`
    select number, made_at, array_length(string_to_array(body, E'\n'), 1) - 1 as heads, previous_hash, hash from anchor
    where not exists (select 1 from anchor_filed where anchor_filed.number = anchor.number) order by number limit 1000`.execute(
    parts.db,
  );
  if (rows.length === 0) return;
  const lines = rows.map((row): AnchorLine => ({
    number: row.number,
    madeAt: row.made_at.toISOString(),
    heads: row.heads,
    previousHash: row.previous_hash,
    hash: row.hash,
  }));
  try {
    await mkdir(dirname(anchorFile), { recursive: true });
    await appendFile(anchorFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { flush: true });
  } catch (error) {
    parts.raiseAlarm({ kind: "anchor-file" });
    throw error;
  }
  const filedAt = new Date(await parts.clock(parts.db));
  await parts.db
    .insertInto("anchor_filed")
    .values(rows.map((row) => ({ number: row.number, filed_at: filedAt })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
