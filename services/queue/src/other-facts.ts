/**
 * Facts that are not a referral's: a check was made, a team changed its state. Each in the chain of its own id.
 * In: facts without place. Out: rows of `fact`, chain heads, outbox messages. Never published without its place in the chain.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import { addToOutbox } from "@ucrt/postgres";
import { fact as factContract, type OtherFact } from "@ucrt/schemas";
import { emptyChain, nextLink, type ChainHead } from "./chain.ts";
import { idOf } from "./ids.ts";
import { factMessage, insertFacts, moveChainHeads } from "./save-facts.ts";
import type { ChainKind, QueueTables } from "./tables.ts";
import type { WrittenFact } from "./working-set.ts";

export type OtherFactToWrite = {
  [Type in OtherFact["type"]]: Omit<
    Extract<OtherFact, { type: Type }>,
    "id" | "sequence" | "recordedAt" | "referralId"
  > & { readonly chainId: string; readonly chainKind: ChainKind };
}[OtherFact["type"]];

/** Writes facts behind their chains. Lock what decides their order first. */
export async function writeOtherFacts(
  trx: Transaction<QueueTables>,
  given: readonly OtherFactToWrite[],
  nowMs: number,
): Promise<void> {
  if (given.length === 0) return;
  const chainIds = [...new Set(given.map((one) => one.chainId))];
  const { rows } = await sql<{ chain_id: string; sequence: number; hash: string }>`
    select chain_id, sequence, hash from chain_head where chain_id = any(${chainIds}::uuid[]) order by chain_id for update`.execute(
    trx,
  );
  const heads = new Map<string, ChainHead>(
    rows.map((row) => [row.chain_id, { sequence: row.sequence, hash: row.hash }]),
  );
  const kinds = new Map(given.map((one) => [one.chainId, one.chainKind]));
  const written: WrittenFact[] = given.map(({ chainId, chainKind, ...rest }) => {
    void chainKind;
    const head = heads.get(chainId) ?? emptyChain;
    const fact = {
      ...rest,
      id: idOf("fact", chainId, head.sequence + 1),
      referralId: chainId,
      sequence: head.sequence + 1,
      recordedAt: nowMs,
    } as OtherFact;
    const link = nextLink(head, JSON.stringify(factContract.encode(fact)));
    heads.set(chainId, link);
    return { fact, link };
  });
  await insertFacts(trx, written);
  await moveChainHeads(
    trx,
    [...heads].map(([chainId, head]) => ({
      chainId,
      kind: kinds.get(chainId) ?? "check",
      sequence: head.sequence,
      hash: head.hash,
    })),
  );
  await addToOutbox(trx, written.map(factMessage));
}
