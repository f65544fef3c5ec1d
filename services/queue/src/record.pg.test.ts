import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { erasePerson } from "./erase-person.ts";
import { madePrincipal, madeReceived, submittedMessage } from "./made/made-messages.ts";
import { makeQueue, T0, type MadeQueue } from "./made/made-queue.ts";
import { onSubmitted } from "./on-submitted.ts";
import { verifyChains } from "./verify-chains.ts";
import { whenAnchorIsDue } from "./when-anchor-is-due.ts";

let queue: MadeQueue;
let folder: string;
let file: string;
const coordinator = madePrincipal("spa-coordinator");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "queue-anchors-"));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  queue = await makeQueue();
  file = join(folder, `${queue.database.name}.jsonl`);
  return () => queue.stop();
});

const verify = async (): Promise<Awaited<ReturnType<typeof verifyChains>>> =>
  verifyChains(queue.parts.db, await readFile(file, "utf8").catch(() => undefined));

/** What somebody with every right to the database can do, and no trigger stops. */
const asIntruder = async (statement: string, values: readonly unknown[]): Promise<void> => {
  const client = await queue.database.pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(statement, [...values]);
  } finally {
    await client.query("reset session_replication_role");
    client.release();
  }
};

const seenReferral = async (): Promise<string> => {
  const { referralId } = await queue.offered();
  expect((await queue.ask(coordinator, "GET", `/api/referrals/${referralId}`)).status).toBe(200);
  await whenAnchorIsDue(queue.parts, file);
  return referralId;
};

test("a record that nobody touched verifies: facts, accesses, folds and anchors", async () => {
  await seenReferral();
  const verified = await verify();
  expect(verified.faults).toEqual([]);
  expect(verified).toMatchObject({ chains: 2, anchors: 1 });
});

test("names a fact that was altered", async () => {
  const referralId = await seenReferral();
  await asIntruder("update queue.fact set body = replace(body, 'FALL', 'EOL') where chain_id = $1 and sequence = 1", [
    referralId,
  ]);
  expect((await verify()).faults).toContainEqual({ what: "fact", id: referralId, sequence: 1, because: "was altered" });
});

test("names a chain whose tail was cut off, even together with its head", async () => {
  const referralId = await seenReferral();
  const facts = await queue.facts(referralId);
  await asIntruder("delete from queue.fact where chain_id = $1 and sequence = $2", [referralId, facts.length]);
  await asIntruder(
    "update queue.chain_head set sequence = f.sequence, hash = f.hash from queue.fact f where f.chain_id = $1 and f.sequence = $2 and chain_head.chain_id = $1",
    [referralId, facts.length - 1],
  );
  const faults = (await verify()).faults;
  expect(faults.map((fault) => fault.what)).toContain("anchor");
});

test("names an access that was removed, and a file that says otherwise", async () => {
  const referralId = await seenReferral();
  await asIntruder("delete from queue.access where referral_id = $1", [referralId]);
  expect((await verify()).faults.map((fault) => fault.because)).toContain("its whole chain is missing");
  await writeFile(file, (await readFile(file, "utf8")).replace(/"hash":"./, '"hash":"x'));
  expect(
    (await verifyChains(queue.parts.db, await readFile(file, "utf8"))).faults.map((fault) => fault.what),
  ).toContain("anchor");
});

test("facts, accesses and anchors are only ever inserted, whoever asks", async () => {
  const referralId = await seenReferral();
  for (const table of ["fact", "access", "anchor"]) {
    await expect(queue.database.pool.query(`delete from queue.${table}`)).rejects.toThrow("only ever inserted");
    await expect(queue.database.pool.query(`update queue.${table} set hash = ''`)).rejects.toThrow(
      "only ever inserted",
    );
  }
  const client = await queue.database.pool.connect();
  try {
    await client.query("set role ucrt_queue_test");
    await expect(client.query("update queue.fact set body = '' where chain_id = $1", [referralId])).rejects.toThrow(
      "permission denied",
    );
    await expect(client.query("delete from queue.access where referral_id = $1", [referralId])).rejects.toThrow(
      "permission denied",
    );
  } finally {
    await client.query("reset role");
    client.release();
  }
});

test("erasure takes the person away for good and leaves a record that verifies", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  const { referralId } = received;
  await queue.ask(coordinator, "POST", `/api/referrals/${referralId}/note`, { note: "Rang the daughter" });
  expect(await erasePerson(queue.parts, referralId, "request")).toBe(true);
  expect(await erasePerson(queue.parts, referralId, "request")).toBe(true);
  await onSubmitted(queue.parts)([submittedMessage({ ...received, id: "5f0c7c1e-3b1a-4b8e-9a49-3a6f1f0e2a01" })]);
  const view = await queue.ask(coordinator, "GET", `/api/referrals/${referralId}`);
  expect(view.body).toMatchObject({ person: null, notes: [] });
  expect((await queue.facts(referralId)).filter((fact) => fact.type === "erased")).toHaveLength(1);
  const { rows } = await queue.database.pool.query(
    "select count(*)::int as n from queue.person where referral_id = $1",
    [referralId],
  );
  expect(rows).toEqual([{ n: 0 }]);
  await whenAnchorIsDue(queue.parts, file);
  expect((await verify()).faults).toEqual([]);
});
