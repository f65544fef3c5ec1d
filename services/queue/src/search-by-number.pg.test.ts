// The number that people say on the telephone: found however it was typed, written down like every search, shown to nobody else.
import { referralNumberOf } from "@ucrt/domain";
import { createPool } from "@ucrt/postgres";
import { createLogger } from "@ucrt/service";
import { searchAnswer, type Principal } from "@ucrt/schemas";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { erasePerson } from "./erase-person.ts";
import { madePrincipal, madeReceived, submittedMessage } from "./made/made-messages.ts";
import { makeQueue, T0, type Asked, type MadeQueue } from "./made/made-queue.ts";
import { SCHEMA } from "./migrations.ts";
import { onSubmitted } from "./on-submitted.ts";

let queue: MadeQueue;
let coordinator: Principal;
let people = 0;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());
// A person of its own for each test: a walk through numbers is stopped by subject.
beforeEach(() => {
  people += 1;
  coordinator = madePrincipal("spa-coordinator", { subject: `coordinator-${people}` });
});

/** `UCR-38NK-RKAY` */
const referralId = "6f1de0c2-9f5b-5a3e-8d21-0c1a2b3c4d5e";
const receive = (id: string) =>
  onSubmitted(queue.parts)([submittedMessage(madeReceived({ atMs: T0, referralId: id }))]);
const search = (as: Principal, body: object): Promise<Asked> => queue.ask(as, "POST", "/api/referrals/search", body);
const found = async (body: object): Promise<readonly string[]> =>
  searchAnswer.parse((await search(coordinator, body)).body).rows.map((row) => row.referralId);

test("a referral is found by its number as people type it, with the person's name, and every search and hit is written down", async () => {
  await receive(referralId);
  await queue.offered();
  for (const referralNumber of ["UCR-38NK-RKAY", "ucr 38nk rkay", "38nkrkay", " ucr–38NK–rkay "])
    expect(await found({ referralNumber }), referralNumber).toEqual([referralId]);
  const { rows } = searchAnswer.parse((await search(coordinator, { referralNumber: "38NK-RKAY" })).body);
  expect(rows[0]?.name).toContain("Patientsdottir");
  const { rows: written } = await queue.database.pool.query<{ what: string; referral_id: string; reason: string }>(
    "select what, referral_id, body::json ->> 'reason' as reason from queue.access where subject = $1",
    [coordinator.subject],
  );
  const searches = written.filter((row) => row.what === "search");
  expect(searches.map((row) => row.reason)).toEqual(Array.from({ length: 5 }, () => "referralNumber"));
  expect(written.filter((row) => row.what === "search-hit" && row.referral_id === referralId)).toHaveLength(5);
  expect(JSON.stringify(written)).not.toMatch(/RKAY/i);
});

test("zeros in front, O for nought, and another way beside it, which must fit as well", async () => {
  const zeros = "6f1de0c2-9f5b-5a3e-8d21-0c000000002a";
  await receive(zeros);
  expect(referralNumberOf(zeros)).toBe("UCR-0000-001A");
  expect(await found({ referralNumber: "oooo oOIa" })).toEqual([zeros]);
  expect(await found({ referralNumber: "UCR-0000-001A", name: "Patientsdottir" })).toEqual([zeros]);
  expect(await found({ referralNumber: "UCR-0000-001A", name: "Somebody Else" })).toEqual([]);
});

test("two that share a number are both found", async () => {
  const ids = ["1f1de0c2-9f5b-5a3e-8d21-00aaaaaaaaaa", "2f1de0c2-9f5b-5a3e-8d21-ffaaaaaaaaaa"];
  for (const id of ids) await receive(id);
  expect((await found({ referralNumber: referralNumberOf(ids[0] ?? "") })).toSorted()).toEqual(ids);
});

test("whoever is not SPA finds nothing, and a number that nobody has finds nobody", async () => {
  await receive(referralId);
  for (const role of ["ucrt-clinician", "crew", "referrer-desk", "service-lead", "privacy-officer", "feed"] as const) {
    const answer = await search(madePrincipal(role, { subject: "stranger" }), { referralNumber: "UCR-38NK-RKAY" });
    expect([role, answer.status]).toEqual([role, 403]);
    expect(JSON.stringify(answer.body)).not.toContain(referralId);
  }
  expect(await found({ referralNumber: "UCR-38NK-RKAZ" })).toEqual([]);
});

test("what is no number is said to be none, instead of finding nobody", async () => {
  const answer = await search(coordinator, { referralNumber: "UCR-38NK-RKA" });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "referralNumber" }] } });
});

test("a referral whose person was erased is still found by its number, without a name", async () => {
  const erased = "3f1de0c2-9f5b-5a3e-8d21-0cbbbbbbbbbb";
  await receive(erased);
  await erasePerson(queue.parts, erased, "request");
  const { rows } = searchAnswer.parse((await search(coordinator, { referralNumber: referralNumberOf(erased) })).body);
  expect(rows).toMatchObject([{ referralId: erased, name: null }]);
});

test("the number is read from an index, as the service's own connections plan it", async () => {
  const pool = createPool({
    url: queue.database.url,
    schema: SCHEMA,
    applicationName: "plan",
    logger: createLogger({ service: "plan", level: "fatal" }),
    byIndexOnly: true,
  });
  const { rows } = await pool.query<{ "QUERY PLAN": string }>(
    "explain select r.id, p.details ->> 'name' from referral r left join person p on p.referral_id = r.id where right(r.id::text, 10) = '1a2b3c4d5e'",
  );
  await pool.end();
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("referral_by_number");
  expect(plan).not.toContain("Seq Scan");
});
