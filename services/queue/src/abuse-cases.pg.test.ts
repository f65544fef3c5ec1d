import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { role, type Principal } from "@ucrt/schemas";
import { madePerson, madePrincipal, OTHER_TEAM, TEAM } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue("demo", T0, 49);
  const room = { capacity: 500, reason: "as many as the tests need" };
  for (const team of [TEAM, OTHER_TEAM])
    expect((await queue.ask(coordinator, "PUT", `/api/teams/${team}/state`, room)).status).toBe(200);
});
afterAll(() => queue.stop());

const clinician = madePrincipal("ucrt-clinician");
const coordinator = madePrincipal("spa-coordinator");
const stranger = madePrincipal("ucrt-clinician", { subject: "stranger", team: OTHER_TEAM });
const officer = madePrincipal("privacy-officer");
const expectedAt = new Date(T0 + 40 * MINUTE).toISOString();
const pathOf = (referralId: string, more = ""): string => `/api/referrals/${referralId}${more}`;

const accept = (who: Principal, given: { referralId: string; offerId: string }, changes: object = {}) =>
  queue.ask(who, "POST", pathOf(given.referralId, "/accept"), { offerId: given.offerId, expectedAt, ...changes });

/** Who looked at a record, as the privacy officer reads it, without the officer's own looks. */
async function looksAt(referralId: string): Promise<readonly { what: string; name: string }[]> {
  const { body } = await queue.ask(officer, "GET", pathOf(referralId, "/accesses"));
  return (body["rows"] as { what: string; name: string }[]).filter(({ what }) => what !== "accesses");
}

describe("somebody else's", () => {
  test("N19: a job offered to another team can be neither read nor accepted, and may as well not exist", async () => {
    const offered = await queue.offered();
    for (const answer of [
      await queue.ask(stranger, "GET", pathOf(offered.referralId)),
      await queue.ask(stranger, "GET", pathOf(offered.referralId, "/history")),
      await accept(stranger, offered),
    ])
      expect(answer.status).toBe(404);
    expect((await queue.row(offered.referralId)).state).toBe("offered");
  });

  test("N20: a team member who is in no team today is told no, whatever there is to accept", async () => {
    const { team: _team, ...inNoTeam } = clinician;
    const offered = await queue.offered();
    for (const given of [offered, { ...offered, referralId: randomUUID() }])
      expect((await accept(inNoTeam, given)).status).toBe(403);
    expect((await queue.ask(inNoTeam, "GET", pathOf(offered.referralId))).status).toBe(404);
    expect((await queue.row(offered.referralId)).state).toBe("offered");
  });

  test("N21: the offered team's reading is written down; gone on decline and on lapse; how to get in only after accepting", async () => {
    const declined = await queue.offered();
    const read = await queue.ask(clinician, "GET", pathOf(declined.referralId));
    expect(read.body).toMatchObject({ person: { dateOfBirth: "1940-02-29" }, hidden: ["access-notes"] });
    expect(JSON.stringify(read.body)).not.toContain("Q471Q");
    expect(await looksAt(declined.referralId)).toMatchObject([{ what: "person", name: clinician.name }]);
    await queue.ask(clinician, "POST", pathOf(declined.referralId, "/decline"), {
      offerId: declined.offerId,
      reason: "capacity",
    });
    expect((await queue.ask(clinician, "GET", pathOf(declined.referralId))).status).toBe(404);
    // The refused look is no look: nothing was seen.
    expect(await looksAt(declined.referralId)).toHaveLength(1);

    const lapsed = await queue.offered();
    expect((await queue.ask(clinician, "GET", pathOf(lapsed.referralId))).status).toBe(200);
    const before = queue.time.nowMs;
    queue.time.nowMs += 31 * MINUTE;
    await queue.fireTimers();
    expect((await queue.row(lapsed.referralId)).offer).toBeNull();
    expect((await queue.ask(clinician, "GET", pathOf(lapsed.referralId))).status).toBe(404);
    queue.time.nowMs = before;

    const accepted = await queue.offered();
    expect((await accept(clinician, accepted)).status).toBe(200);
    expect((await queue.ask(clinician, "GET", pathOf(accepted.referralId))).body).toMatchObject({ hidden: [] });
    expect(await looksAt(accepted.referralId)).toMatchObject([{ what: "person-and-access-notes" }]);
  });

  test("N22: who accepted and was then moved to another team reads it no more", async () => {
    const offered = await queue.offered();
    expect((await accept(clinician, offered)).status).toBe(200);
    expect((await queue.ask(clinician, "GET", pathOf(offered.referralId))).status).toBe(200);
    const { team: _team, ...removed } = clinician;
    for (const now of [{ ...clinician, team: OTHER_TEAM }, removed])
      expect((await queue.ask(now, "GET", pathOf(offered.referralId))).status).toBe(404);
  });

  test("N23: a coordinator sees the one area this product is for, and a referral of no place in it as well: none is outside the footprint", async () => {
    const outside = await queue.offered({ place: "mid-essex", team: OTHER_TEAM });
    expect((await queue.ask(coordinator, "GET", pathOf(outside.referralId))).status).toBe(200);
    // Another area is another deployment with keys and a database of its own; there is no id here that could be asked for.
    expect((await queue.ask(coordinator, "GET", pathOf(randomUUID()))).status).toBe(404);
  });

  test("N24: a coordinator does not learn how to get in, until the glass is broken with a reason: written down, alarmed, on the officer's list", async () => {
    const { referralId } = await queue.offered();
    const notes = async () => JSON.stringify((await queue.ask(coordinator, "GET", pathOf(referralId))).body);
    expect(await notes()).not.toContain("Q471Q");
    for (const body of [{}, { reason: "curious" }, { reason: "" }])
      expect((await queue.ask(coordinator, "POST", pathOf(referralId, "/break-glass"), body)).status).toBe(422);
    expect(await notes()).not.toContain("Q471Q");
    const before = queue.alarms.length;
    const opened = await queue.ask(coordinator, "POST", pathOf(referralId, "/break-glass"), {
      reason: "clinician-at-the-door",
    });
    expect(opened.status).toBe(200);
    expect(await notes()).toContain("Q471Q");
    expect(queue.alarms.slice(before)).toMatchObject([{ kind: "break-glass", referralId }]);
    expect((await looksAt(referralId)).map(({ what }) => what)).toEqual([
      "person",
      "person",
      "break-glass",
      "person-and-access-notes",
    ]);
    const listed = (await queue.ask(officer, "GET", "/api/referrals/break-glass")).body["rows"] as object[];
    expect(listed).toContainEqual(expect.objectContaining({ referralId, subject: coordinator.subject }));
  });

  test.each([
    ["N25: a commissioner", "commissioner"],
    ["N28: an operator", "operator"],
  ] as const)("%s is refused every route about patients, whatever is asked", async (_name, refused) => {
    const { referralId } = await queue.offered();
    const who = madePrincipal(refused, { team: TEAM, organisation: "RYC" });
    for (const [method, path, body] of [
      ["GET", "/api/queue"],
      ["GET", pathOf(referralId)],
      ["GET", pathOf(referralId, "/history")],
      ["GET", pathOf(referralId, "/accesses")],
      ["POST", "/api/referrals/search", { name: "Patientsdottir" }],
      ["POST", "/api/subject-access", { nhsNumber: "9990000018" }],
      ["POST", pathOf(referralId, "/break-glass"), { reason: "complaint" }],
      ["POST", pathOf(referralId, "/note"), { note: "x" }],
      ["GET", "/api/queue/summaries-owed"],
      ["GET", "/api/fallback-sheet"],
      ["GET", "/api/call-drafts"],
    ] as const)
      expect([path, (await queue.ask(who, method, path, body)).status]).toEqual([path, 403]);
  });
});

describe("a list", () => {
  test.each(["?fields=nhsNumber", "?sort=name", "?org=RAJ", "?limit=1e9", "?limit=101"])(
    "N18, N27: asked with %s is 400, and never a list that looks as if it had obeyed",
    async (query) => {
      for (const path of ["/api/queue", "/api/parked", "/api/teams", "/api/queue/summaries-owed"])
        expect([path, (await queue.ask(coordinator, "GET", path + query)).status]).toEqual([path, 400]);
      const { referralId } = await queue.offered();
      expect((await queue.ask(coordinator, "GET", pathOf(referralId) + query)).status).toBe(400);
    },
  );
});

describe("a command", () => {
  test.each([
    ["status", "closed"],
    ["team", OTHER_TEAM],
    ["acceptedBy", "me"],
    ["createdAt", "2020-01-01T00:00:00Z"],
    ["version", 1],
    ["actor", { role: "spa-clinician" }],
    ["__typename", "x"],
  ])("N29: with the field %s of the system in it is 422 and changes nothing", async (field, value) => {
    const offered = await queue.offered();
    const before = await queue.row(offered.referralId);
    expect((await accept(clinician, offered, { [field]: value })).status).toBe(422);
    expect(await queue.row(offered.referralId)).toEqual(before);
  });

  test("N30: that skips a step, or comes after the offer has lapsed, is 409 with what is so now", async () => {
    const offered = await queue.offered();
    const spaClinician = madePrincipal("spa-clinician");
    for (const [name, body] of [
      ["close", { outcome: "stayed-home", summary: "sent" }],
      ["arrive", {}],
      ["en-route", {}],
    ] as const) {
      const answer = await queue.ask(spaClinician, "POST", pathOf(offered.referralId, `/${name}`), body);
      expect(answer, name).toMatchObject({ status: 409, body: { current: { state: "offered" } } });
    }
    const before = queue.time.nowMs;
    queue.time.nowMs += 31 * MINUTE;
    await queue.fireTimers();
    expect((await accept(clinician, offered)).status).toBe(409);
    expect((await queue.row(offered.referralId)).state).not.toBe("accepted");
    queue.time.nowMs = before;
  });

  test("N31: that was thought out on an older picture is 409 with the present one", async () => {
    const offered = await queue.offered();
    const { version } = await queue.row(offered.referralId);
    const stale = await accept(clinician, offered, { expectedVersion: version - 1 });
    expect(stale).toMatchObject({
      status: 409,
      body: { code: "REF_STALE_VERSION", current: { version, state: "offered", referralId: offered.referralId } },
    });
    expect((await accept(clinician, offered, { expectedVersion: version })).status).toBe(200);
  });

  test("N32: sent again under its request id gets the stored answer, also while the first is under way", async () => {
    const offered = await queue.offered();
    const requestId = randomUUID();
    const send = () =>
      queue.ask(
        clinician,
        "POST",
        pathOf(offered.referralId, "/accept"),
        { offerId: offered.offerId, expectedAt },
        requestId,
      );
    // The row lock makes the second wait for the first; then it finds the answer.
    const [first, second] = await Promise.all([send(), send()]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect((await send()).body).toEqual(first.body);
    expect((await queue.facts(offered.referralId)).filter(({ type }) => type === "accepted")).toHaveLength(1);
  });

  test("N33: with another body under a used request id is 409 and alarmed, and the first stays", async () => {
    const offered = await queue.offered();
    const requestId = randomUUID();
    const send = (note: string) =>
      queue.ask(coordinator, "POST", pathOf(offered.referralId, "/note"), { note }, requestId);
    const first = await send("rang the daughter");
    expect(first.status).toBe(200);
    const before = queue.alarms.length;
    expect((await send("something else")).status).toBe(409);
    expect(queue.alarms.slice(before)).toMatchObject([{ kind: "key-reused", referralId: offered.referralId }]);
    expect((await send("rang the daughter")).body).toEqual(first.body);
  });

  test("N34: under a request id that somebody else used is a command of its own, and tells nothing of the other's", async () => {
    const mine = await queue.offered();
    const theirs = await queue.offered();
    const requestId = randomUUID();
    const note = { note: "rang the daughter" };
    expect((await queue.ask(coordinator, "POST", pathOf(theirs.referralId, "/note"), note, requestId)).status).toBe(
      200,
    );
    const answer = await queue.ask(clinician, "POST", pathOf(mine.referralId, "/note"), note, requestId);
    expect(answer).toMatchObject({ status: 200, body: { referralId: mine.referralId } });
    expect(JSON.stringify(answer.body)).not.toContain(theirs.referralId);
  });
});

describe("too much by one person", () => {
  test("N69: the fiftieth acceptance within a minute is 429, and no other person is held up", async () => {
    const hasty = madePrincipal("ucrt-clinician", { subject: "hasty" });
    const nobodys = { referralId: randomUUID(), offerId: randomUUID() };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 50; attempt += 1) statuses.push((await accept(hasty, nobodys)).status);
    expect(statuses.slice(0, 49).every((status) => status === 404)).toBe(true);
    expect(statuses[49]).toBe(429);
    expect((await accept(clinician, nobodys)).status).toBe(404);
  });

  test("N69: ten jobs accepted and handed back by one person raise an alarm", async () => {
    const fickle = madePrincipal("ucrt-clinician", { subject: "fickle" });
    const before = queue.alarms.length;
    for (let job = 0; job < 10; job += 1) {
      expect(queue.alarms.slice(before).filter(({ kind }) => kind === "accepts-handed-back")).toEqual([]);
      const offered = await queue.offered();
      expect((await accept(fickle, offered)).status).toBe(200);
      const back = await queue.ask(fickle, "POST", pathOf(offered.referralId, "/hand-back"), {
        reason: "clinically-unsafe",
      });
      expect(back.status, JSON.stringify(back.body)).toBe(200);
    }
    expect(queue.alarms.slice(before).filter(({ kind }) => kind === "accepts-handed-back")).toMatchObject([
      { details: { subject: "fickle" } },
    ]);
  });
});

describe("text as a weapon", () => {
  const bombs = [
    "%",
    "%%%%%%%%%%%%%%%%%%%%",
    "_",
    "' or 1=1 --",
    "'; drop table queue.person; --",
    "\\",
    "\\%",
    "$1",
    "{}",
  ];

  test("N63: SQL and wildcards in every field of the search find what they say, letter by letter, or are refused", async () => {
    await queue.offered();
    const searcher = (index: number) => madePrincipal("spa-clinician", { subject: `searcher-${index}` });
    for (const [index, bomb] of bombs.entries())
      for (const field of ["name", "nhsNumber", "dateOfBirth", "caseId", "callerNumber", "referralNumber"]) {
        const answer = await queue.ask(searcher(index), "POST", "/api/referrals/search", { [field]: bomb });
        if (answer.status === 200) expect([field, bomb, answer.body]).toEqual([field, bomb, { rows: [] }]);
        else expect([400, 422]).toContain(answer.status);
      }
    expect((await queue.ask(coordinator, "GET", "/api/queue")).status).toBe(200);
  });

  test("N64: script, hidden and bidirectional characters in a name and a note are kept and shown as they are", async () => {
    const name = "<script>alert(1)</script> \u202Eevil\u202C zero\u200Bwidth Patientsdottir";
    const note = "first line\r\nlevel=fatal second line \u2066x\u2069";
    const offered = await queue.offered({ person: madePerson({ name }) });
    expect((await queue.ask(coordinator, "POST", pathOf(offered.referralId, "/note"), { note })).status).toBe(200);
    const { body } = await queue.ask(coordinator, "GET", pathOf(offered.referralId));
    expect(body).toMatchObject({ person: { name }, notes: [{ text: note }] });
    const nul = await queue.ask(coordinator, "POST", pathOf(offered.referralId, "/note"), { note: "a\u0000b" });
    expect(nul.status).toBe(422);
  });
});

test("no answer to anybody without business in a record carries an identity", async () => {
  const canary = "Canarybird Zq9";
  const { referralId } = await queue.offered({ person: madePerson({ name: canary, nhsNumber: "9990000026" }) });
  for (const who of role.options.filter((one) => !one.startsWith("spa-") && !one.startsWith("ucrt-"))) {
    const asked = madePrincipal(who, { organisation: "RYC", subject: "crew-1" });
    for (const path of [
      "/api/queue",
      pathOf(referralId),
      pathOf(referralId, "/history"),
      "/api/teams",
      "/api/parked",
    ]) {
      const text = JSON.stringify((await queue.ask(asked, "GET", path)).body);
      expect(text, `${who} ${path}`).not.toContain("Canarybird");
      expect(text, `${who} ${path}`).not.toContain("9990000026");
    }
  }
});
