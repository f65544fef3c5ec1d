// A telephone call that is being written down holds who somebody is: sealed, owned, taken up by hand, gone when it is sent, discarded or too old.
import { randomUUID } from "node:crypto";
import { callDraftAnswer, callDraftsAnswer, role, type CallDraftContent, type Principal } from "@ucrt/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madePrincipal, madeReceived, submittedMessage } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type Asked, type MadeQueue } from "./made/made-queue.ts";
import { onSubmitted } from "./on-submitted.ts";
import { whenCallDraftsWait } from "./when-call-drafts-wait.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const ann = madePrincipal("spa-coordinator", { subject: "ann", name: "Ann Answers" });
const bob = madePrincipal("spa-clinician", { subject: "bob", name: "Bob Triage" });

/** Canaries: nothing of these may be readable at rest or in a list. */
const canaries = ["Quillon", "07700 900333", "9990000026"];
const content = (changes: Partial<CallDraftContent["answers"]> = {}): CallDraftContent => ({
  feed: "community",
  answers: { callBack: "07700 900333", name: "Quillon Testperson", nhsNumber: "9990000026", need: "FALL", ...changes },
  found: [],
});
const save = (as: Principal, draftId: string, expectedVersion: number, typed = content()): Promise<Asked> =>
  queue.ask(as, "PUT", `/api/call-drafts/${draftId}`, { expectedVersion, content: typed });
const list = async (as: Principal) =>
  callDraftsAnswer.parse((await queue.ask(as, "GET", "/api/call-drafts")).body).rows;
const started = async (as: Principal = ann): Promise<string> => {
  const draftId = randomUUID();
  expect((await save(as, draftId, 0)).status).toBe(200);
  return draftId;
};
const textOf = async (table: string): Promise<string> => {
  const { rows } = await queue.database.pool.query<{ text: string }>(
    `select coalesce(string_agg(t::text || coalesce(encode(convert_to(t::text, 'UTF8'), 'escape'), ''), ' '), '') as text from queue.${table} t`,
  );
  return rows[0]?.text ?? "";
};
const rowsOf = async (draftId: string): Promise<number> =>
  (await queue.database.pool.query("select 1 from queue.call_draft where draft_id = $1", [draftId])).rowCount ?? 0;

test("what is typed is kept sealed: neither the table, the list nor the audit can be read for who it is", async () => {
  const draftId = await started();
  const { rows } = await queue.database.pool.query<{ content: Buffer }>(
    "select content from queue.call_draft where draft_id = $1",
    [draftId],
  );
  const everything = [
    rows[0]?.content.toString("latin1") ?? "",
    await textOf("call_draft"),
    await textOf("access"),
    JSON.stringify(await list(ann)),
  ].join(" ");
  for (const canary of canaries) expect(everything).not.toContain(canary);
  expect((await list(bob)).find((row) => row.draftId === draftId)).toMatchObject({
    ownerName: "Ann Answers",
    isYours: false,
    need: "FALL",
    isAbandoned: false,
  });
});

test("the owner opens it again as it was typed, and the opening is written down", async () => {
  const draftId = await started();
  const opened = callDraftAnswer.parse((await queue.ask(ann, "GET", `/api/call-drafts/${draftId}`)).body);
  expect(opened.content).toEqual(content());
  const { rows } = await queue.database.pool.query<{ what: string }>(
    "select what from queue.access where subject = 'ann' and body::json ->> 'reason' = $1 order by sequence",
    [draftId],
  );
  expect(rows.map((row) => row.what)).toEqual(["call-draft-started", "call-draft-opened"]);
});

test("whoever is not SPA is refused, and SPA of another organisation finds no such call", async () => {
  const draftId = await started();
  const others = role.options.filter((one) => one !== "spa-coordinator" && one !== "spa-clinician");
  for (const one of others) {
    const stranger = madePrincipal(one);
    expect((await queue.ask(stranger, "GET", `/api/call-drafts/${draftId}`)).status, one).toBe(403);
    expect((await queue.ask(stranger, "GET", "/api/call-drafts")).status, one).toBe(403);
    expect((await save(stranger, draftId, 1)).status, one).toBe(403);
  }
  const elsewhere = madePrincipal("spa-clinician", { organisation: "RYC", subject: "else" });
  expect((await queue.ask(elsewhere, "GET", `/api/call-drafts/${draftId}`)).status).toBe(404);
  expect((await save(elsewhere, draftId, 0)).status).toBe(404);
  expect((await save(elsewhere, draftId, 1)).status).toBe(404);
  for (const path of ["take-up", "offer", "discard"]) {
    const body = { expectedVersion: 1, ...(path === "offer" ? { to: "spa-clinician" } : {}) };
    const given = path === "discard" ? { ...body, reason: "entered-in-error" } : body;
    expect((await queue.ask(elsewhere, "POST", `/api/call-drafts/${draftId}/${path}`, given)).status, path).toBe(404);
  }
  expect(await list(elsewhere)).toEqual([]);
});

test("a second tab is told that the first went on, and a save whose answer was lost is no conflict", async () => {
  const draftId = await started();
  const typed = content({ narrative: "Slipped" });
  expect((await save(ann, draftId, 1, typed)).body).toMatchObject({ version: 2 });
  expect((await save(ann, draftId, 1, typed)).body).toMatchObject({ version: 2 });
  const behind = await save(ann, draftId, 1, content({ narrative: "Something else" }));
  expect(behind).toMatchObject({
    status: 409,
    body: { code: "REF_STALE_VERSION", current: { version: 2, isYours: true } },
  });
  expect((await save(ann, randomUUID(), 3)).status).toBe(404);
});

test("an abandoned call is alarmed once, shown as such, and a colleague takes it up with all that was typed", async () => {
  const draftId = await started();
  const mine = (): number =>
    queue.alarms.filter((alarm) => alarm.kind === "call-draft-waits" && alarm.details?.["draftId"] === draftId).length;
  await whenCallDraftsWait(queue.parts);
  expect(mine()).toBe(0);
  queue.time.nowMs += 6 * MINUTE;
  await whenCallDraftsWait(queue.parts);
  await whenCallDraftsWait(queue.parts);
  expect(mine()).toBe(1);
  const shown = (await list(bob)).find((row) => row.draftId === draftId);
  expect(shown).toMatchObject({ isAbandoned: true, ownerName: "Ann Answers" });

  expect((await queue.ask(bob, "GET", `/api/call-drafts/${draftId}`)).status).toBe(409);
  const taken = await queue.ask(bob, "POST", `/api/call-drafts/${draftId}/take-up`, { expectedVersion: 1 });
  expect(callDraftAnswer.parse(taken.body)).toMatchObject({
    ownerName: "Bob Triage",
    isYours: true,
    content: content(),
  });
  expect(await save(ann, draftId, 1)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining("Bob Triage"), current: { ownerName: "Bob Triage" } },
  });
});

test("whoever still types keeps the call: a taking up of an older version is refused", async () => {
  const draftId = await started();
  await save(ann, draftId, 1, content({ narrative: "Still typing" }));
  const taken = await queue.ask(bob, "POST", `/api/call-drafts/${draftId}/take-up`, { expectedVersion: 1 });
  expect(taken).toMatchObject({ status: 409, body: { code: "REF_STALE_VERSION" } });
});

test("a call that is offered to the clinicians stays its owner's until one takes it up", async () => {
  const draftId = await started();
  const offered = await queue.ask(ann, "POST", `/api/call-drafts/${draftId}/offer`, {
    expectedVersion: 1,
    to: "spa-clinician",
  });
  expect(offered.body).toMatchObject({ version: 2, offeredTo: "spa-clinician", ownerName: "Ann Answers" });
  const taken = await queue.ask(bob, "POST", `/api/call-drafts/${draftId}/take-up`, { expectedVersion: 2 });
  expect(taken.body).toMatchObject({ version: 3, offeredTo: null, ownerName: "Bob Triage" });
});

test("a call is discarded with a coded reason only, by its owner, and no tab brings it back", async () => {
  const draftId = await started();
  const discard = (as: Principal, body: object): Promise<Asked> =>
    queue.ask(as, "POST", `/api/call-drafts/${draftId}/discard`, body);
  expect((await discard(ann, { expectedVersion: 1 })).status).toBe(422);
  expect((await discard(bob, { expectedVersion: 1, reason: "wrong-number" })).status).toBe(409);
  expect((await discard(ann, { expectedVersion: 1, reason: "wrong-number" })).body).toMatchObject({
    how: "discarded",
    reason: "wrong-number",
  });
  expect(await rowsOf(draftId)).toBe(0);
  for (const version of [0, 1])
    expect(await save(ann, draftId, version)).toMatchObject({ status: 410, body: { current: { how: "discarded" } } });
  expect((await queue.ask(ann, "GET", `/api/call-drafts/${draftId}`)).status).toBe(410);
});

test("a call that was sent is erased when its case is opened, and says which case it became", async () => {
  const draftId = await started();
  const untouched = await started();
  const sent = (requestId: string, channel: "phone" | "system", organisation: string) => {
    const received = madeReceived({ atMs: T0 });
    return { ...received, sender: { ...received.sender, requestId, channel, organisation } };
  };
  const received = sent(draftId, "phone", ann.organisation);
  // The same id by another channel, or from another organisation, is not this call.
  await onSubmitted(queue.parts)([
    submittedMessage(sent(untouched, "system", ann.organisation)),
    submittedMessage(sent(untouched, "phone", "RYC")),
  ]);
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  expect([await rowsOf(draftId), await rowsOf(untouched)]).toEqual([0, 1]);
  expect(await save(ann, draftId, 1)).toMatchObject({
    status: 410,
    body: { current: { how: "sent", referralId: received.referralId } },
  });
});

test("a call that is too old is erased, with an alarm and a line that says so", async () => {
  const draftId = await started();
  queue.time.nowMs += 13 * 60 * MINUTE;
  await whenCallDraftsWait(queue.parts);
  expect(await rowsOf(draftId)).toBe(0);
  expect(
    queue.alarms.filter((alarm) => alarm.kind === "call-draft-erased").map((alarm) => alarm.details),
  ).toContainEqual({ draftId });
  expect(await save(ann, draftId, 1)).toMatchObject({ status: 410, body: { current: { how: "too-old" } } });
});

test("content under another draft's id cannot be opened", async () => {
  const [one, other] = [await started(), await started()];
  await queue.database.pool.query(
    "update queue.call_draft set content = (select content from queue.call_draft where draft_id = $1) where draft_id = $2",
    [one, other],
  );
  expect((await queue.ask(ann, "GET", `/api/call-drafts/${other}`)).status).toBe(500);
});
