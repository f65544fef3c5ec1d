/**
 * Checks that nothing of the record was changed: every chain link by link, the fold against its facts, every anchor against the chains and
 * against the file that is kept apart. In: the database and the file's text. Out: what is wrong, the first of each chain, in words with ids.
 * Reads only; needs no right to write.
 */
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { fold, type FoldableFact } from "@ucrt/domain";
import { fact as factContract } from "@ucrt/schemas";
import { CHAIN_START, firstBrokenLink, linkHash, type ChainLink } from "./chain.ts";
import type { QueueTables } from "./tables.ts";
import type { AnchorLine } from "./when-anchor-is-due.ts";

export interface Fault {
  readonly what: "fact" | "access" | "fold" | "anchor" | "anchor-file" | "head";
  readonly id: string;
  readonly sequence: number;
  readonly because: string;
}

export interface Verified {
  readonly chains: number;
  readonly links: number;
  readonly anchors: number;
  readonly faults: readonly Fault[];
}

interface StoredLink extends ChainLink {
  readonly chain_id: string;
}

const CHAINS_AT_ONCE = 500;

/**
 * Verifies everything as it was at one instant, also while the service works. `anchorFile`: the text of the file, read before this is called;
 * undefined when there is none.
 */
export async function verifyChains(db: Kysely<QueueTables>, anchorFile: string | undefined): Promise<Verified> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((trx) => verifySnapshot(trx, anchorFile));
}

async function verifySnapshot(db: Kysely<QueueTables>, anchorFile: string | undefined): Promise<Verified> {
  const faults: Fault[] = [];
  let chains = 0;
  let links = 0;
  for (const table of ["fact", "access"] as const) {
    for (let after = "00000000-0000-0000-0000-000000000000"; ;) {
      const page = await readChains(db, table, after);
      const last = page.at(-1)?.chain_id;
      if (last === undefined) break;
      const byChain = Map.groupBy(page, (link) => link.chain_id);
      for (const [id, chain] of byChain) {
        chains += 1;
        links += chain.length;
        const broken = firstBrokenLink(chain);
        if (broken !== undefined) faults.push({ what: table, id, ...broken });
      }
      faults.push(...(await checkHeads(db, byChain, table)));
      if (table === "fact") faults.push(...(await checkFolds(db, byChain)));
      after = last;
    }
  }
  faults.push(...(await lostChains(db)));
  const anchors = await checkAnchors(db, anchorFile);
  return { chains, links, anchors: anchors.count, faults: [...faults, ...anchors.faults] };
}

async function readChains(
  db: Kysely<QueueTables>,
  table: "fact" | "access",
  after: string,
): Promise<readonly StoredLink[]> {
  const { rows } = await sql<StoredLink>`
    select chain_id, sequence, body, previous_hash as "previousHash", hash from ${sql.table(table)}
    where chain_id in (select distinct chain_id from ${sql.table(table)} where chain_id > ${after} order by chain_id limit ${CHAINS_AT_ONCE})
    order by chain_id, sequence`.execute(db);
  return rows;
}

/** The head that is remembered must be the last link: a tail that was cut off shows here. */
async function checkHeads(
  db: Kysely<QueueTables>,
  byChain: ReadonlyMap<string, readonly StoredLink[]>,
  what: "fact" | "access",
): Promise<readonly Fault[]> {
  const heads = await db
    .selectFrom("chain_head")
    .select(["chain_id", "sequence", "hash"])
    .where("chain_id", "in", [...byChain.keys()])
    .execute();
  const byId = new Map(heads.map((head) => [head.chain_id, head]));
  return [...byChain].flatMap(([id, chain]) => {
    const head = byId.get(id);
    const last = chain.at(-1);
    if (head !== undefined && last !== undefined && head.sequence === last.sequence && head.hash === last.hash)
      return [];
    return [
      {
        what: "head",
        id,
        sequence: head?.sequence ?? last?.sequence ?? 0,
        because: `the last link of its ${what} chain is not the one that was remembered`,
      },
    ];
  });
}

/** Chains of which only the head is left. */
async function lostChains(db: Kysely<QueueTables>): Promise<readonly Fault[]> {
  const { rows } = await sql<{ chain_id: string; sequence: number }>`
    select chain_id, sequence from chain_head where not exists (select 1 from fact where fact.chain_id = chain_head.chain_id)
      and not exists (select 1 from access where access.chain_id = chain_head.chain_id) limit 100`.execute(db);
  return rows.map((row) => ({
    what: "head",
    id: row.chain_id,
    sequence: row.sequence,
    because: "its whole chain is missing",
  }));
}

/** The folded state is only a faster way to read the facts: it must say the same. */
async function checkFolds(
  db: Kysely<QueueTables>,
  byChain: ReadonlyMap<string, readonly StoredLink[]>,
): Promise<readonly Fault[]> {
  const rows = await db
    .selectFrom("referral")
    .select(["id", "version", "folded"])
    .where("id", "in", [...byChain.keys()])
    .execute();
  return rows.flatMap((row): readonly Fault[] => {
    try {
      const facts = (byChain.get(row.id) ?? []).map(
        (link) => factContract.parse(JSON.parse(link.body)) as FoldableFact,
      );
      if (canonical(fold(facts)) === canonical(row.folded)) return [];
    } catch {
      // A body that is no fact any more was named as altered already.
    }
    return [
      { what: "fold", id: row.id, sequence: row.version, because: "the state that is kept is not what its facts say" },
    ];
  });
}

/** JSON with its keys in order: PostgreSQL keeps an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

async function checkAnchors(
  db: Kysely<QueueTables>,
  file: string | undefined,
): Promise<{ readonly count: number; readonly faults: readonly Fault[] }> {
  const anchors = await db.selectFrom("anchor").selectAll().orderBy("number").execute();
  const fault = (sequence: number, because: string, what: Fault["what"] = "anchor"): Fault => ({
    what,
    id: "anchors",
    sequence,
    because,
  });
  let previous = { number: 0, hash: CHAIN_START };
  for (const anchor of anchors) {
    if (anchor.number !== previous.number + 1)
      return { count: anchors.length, faults: [fault(previous.number + 1, "is missing")] };
    if (anchor.previous_hash !== previous.hash)
      return { count: anchors.length, faults: [fault(anchor.number, "does not follow the one before it")] };
    if (linkHash(anchor.previous_hash, anchor.number, anchor.body) !== anchor.hash)
      return { count: anchors.length, faults: [fault(anchor.number, "was altered")] };
    const wrong = await checkAnchored(db, anchor.body);
    if (wrong !== undefined)
      return {
        count: anchors.length,
        faults: [fault(anchor.number, `names ${wrong.id} at ${wrong.sequence}, which is missing or altered`)],
      };
    previous = anchor;
  }
  return {
    count: anchors.length,
    faults: checkFile(file, new Map(anchors.map((anchor) => [anchor.number, anchor.hash]))),
  };
}

async function checkAnchored(
  db: Kysely<QueueTables>,
  body: string,
): Promise<{ readonly id: string; readonly sequence: number } | undefined> {
  const heads = body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" "));
  const { rows } = await sql<{ id: string; sequence: number }>`
    select head.id, head.sequence from unnest(${heads.map(([id]) => id ?? "")}::uuid[], ${heads.map(([, sequence]) => Number(sequence))}::int[], ${heads.map(([, , hash]) => hash ?? "")}::text[]) as head (id, sequence, hash)
    where not exists (select 1 from fact where fact.chain_id = head.id and fact.sequence = head.sequence and fact.hash = head.hash)
      and not exists (select 1 from access where access.chain_id = head.id and access.sequence = head.sequence and access.hash = head.hash)
    order by head.id limit 1`.execute(db);
  return rows[0];
}

/** Every line of the file must be an anchor of the database: who changed the database would have to change this file as well. */
function checkFile(file: string | undefined, hashes: ReadonlyMap<number, string>): readonly Fault[] {
  const fault = (sequence: number, because: string): readonly Fault[] => [
    { what: "anchor-file", id: "anchors", sequence, because },
  ];
  if (file === undefined) return hashes.size === 0 ? [] : fault(1, "the file of anchors is missing");
  for (const text of file.split("\n").filter((line) => line !== "")) {
    const line = readLine(text);
    if (line === undefined) return fault(0, "a line of the file cannot be read");
    if (hashes.get(line.number) !== line.hash)
      return fault(line.number, "the file has another anchor than the database");
  }
  return [];
}

function readLine(text: string): AnchorLine | undefined {
  try {
    return JSON.parse(text) as AnchorLine;
  } catch {
    return undefined;
  }
}
