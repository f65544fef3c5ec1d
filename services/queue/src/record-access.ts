/**
 * Writes down who looked at whom, in the transaction of the read: no read without its row. Insert only, chained for each referral (and for each
 * person who searched), covered by the anchors. In: who, what, why. Out: rows of `access`. Never what was seen.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Principal } from "@ucrt/schemas";
import { emptyChain, nextLink, type ChainHead, type ChainLink } from "./chain.ts";
import { accessChainOf, idOf } from "./ids.ts";
import { moveChainHeads } from "./save-facts.ts";
import type { QueueTables } from "./tables.ts";

export interface Access {
  /** Null: a search, a call draft or a sheet, kept in the chain of who did it. */
  readonly referralId: string | null;
  readonly what:
    | "record"
    | "person"
    | "person-and-access-notes"
    | "search"
    | "search-hit"
    | "break-glass"
    | "accesses"
    // A telephone call that is being written down; the reason names the draft.
    | "call-draft-started"
    | "call-draft-opened"
    | "call-draft-taken-up"
    | "call-draft-offered"
    | "call-draft-discarded"
    // Open cases on paper: each person once a shift for whoever makes the sheet, and each making and printing.
    | "fallback-sheet"
    | "fallback-sheet-made"
    | "fallback-sheet-printed"
    // A drawn case, coded; and a whole record put together for the person it is about.
    | "audit-sample"
    | "subject-access"
    // Of operators, who see nobody: what they did with parked messages and with the switch.
    | "replay-asked"
    | "replay-approved"
    | "retries-stopped"
    | "retries-go-on";
  readonly reason?: string;
}

/** Records accesses of one principal; fails the read when it cannot. */
export async function recordAccesses(
  trx: Transaction<QueueTables>,
  principal: Principal,
  accesses: readonly Access[],
  nowMs: number,
): Promise<void> {
  if (accesses.length === 0) return;
  const placed = accesses.map((access) => ({
    access,
    chainId: access.referralId === null ? idOf("searches", principal.subject) : accessChainOf(access.referralId),
  }));
  const chainIds = [...new Set(placed.map((one) => one.chainId))].sort();
  for (const chainId of chainIds) await sql`select pg_advisory_xact_lock(hashtextextended(${chainId}, 0))`.execute(trx);
  const { rows } = await sql<{
    chain_id: string;
    sequence: number;
    hash: string;
  }>`select chain_id, sequence, hash from chain_head where chain_id = any(${chainIds}::uuid[])`.execute(trx);
  const heads = new Map<string, ChainHead>(
    rows.map((row) => [row.chain_id, { sequence: row.sequence, hash: row.hash }]),
  );
  const links: { readonly chainId: string; readonly access: Access; readonly link: ChainLink }[] = placed.map(
    ({ access, chainId }) => {
      const { subject, name, role, organisation, team } = principal;
      const body = JSON.stringify({
        referralId: access.referralId,
        at: new Date(nowMs).toISOString(),
        subject,
        name,
        role,
        organisation,
        team: team ?? null,
        what: access.what,
        reason: access.reason ?? null,
      });
      const link = nextLink(heads.get(chainId) ?? emptyChain, body);
      heads.set(chainId, link);
      return { chainId, access, link };
    },
  );
  await trx
    .insertInto("access")
    .values(
      links.map(({ chainId, access, link }) => ({
        chain_id: chainId,
        sequence: link.sequence,
        referral_id: access.referralId,
        at: new Date(nowMs),
        subject: principal.subject,
        what: access.what,
        body: link.body,
        previous_hash: link.previousHash,
        hash: link.hash,
      })),
    )
    .execute();
  await moveChainHeads(
    trx,
    [...heads].map(([chainId, head]) => ({ chainId, kind: "access", sequence: head.sequence, hash: head.hash })),
  );
}
