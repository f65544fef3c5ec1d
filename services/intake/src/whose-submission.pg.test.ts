// Role by route by submission, as care at the front door states it; and what referrers may try.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { owedForSubmission, type Owed } from "@ucrt/domain/stated";
import { role, type Principal } from "@ucrt/schemas";
import {
  countRows,
  crew,
  example,
  get,
  hospitalDesk,
  logLines,
  newCaseId,
  newRequestId,
  otherCrew,
  post,
  spa,
  startForTests,
  type IntakeForTests,
  type Posted,
} from "./intake-for-tests.ts";

let intake: IntakeForTests;
let submissions: Readonly<
  Record<string, { readonly id: string; readonly stated: Parameters<typeof owedForSubmission>[1] }>
>;
beforeAll(async () => {
  intake = await startForTests();
  submissions = await makeSubmissions();
});
afterAll(() => intake.close());

const ambulance = "/api/feeds/ambulance/referrals";
const fall = (changes: Record<string, unknown> = {}) =>
  example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber: newCaseId(), ...changes });

async function makeSubmissions(): Promise<typeof submissions> {
  const send = async (as: Principal, feed: string, body: Record<string, unknown>, sentFor: string | null = null) => {
    const answer = await post(intake.app, `/api/feeds/${feed}/referrals`, { as, body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    return {
      id: String(answer.body.referralId),
      stated: {
        exists: true,
        feed,
        sentBy: as.subject,
        sentFrom: as.organisation,
        sentFor,
        offeredTo: null,
        acceptedBy: null,
        isActive: false,
      },
    };
  };
  const call = example("community", "phone-call-written-down-by-spa");
  return {
    "its own": await send(crew, "ambulance", fall()),
    "a colleague's": await send(otherCrew, "ambulance", fall()),
    "another organisation's": await send(hospitalDesk, "hospital", example("hospital", "sdec-respiratory")),
    "written down by SPA": await send(spa, "community", call, (call["onBehalfOf"] as string | undefined) ?? null),
    "known to nobody": {
      id: "99999999-9999-4999-8999-999999999999",
      stated: {
        exists: false,
        feed: "ambulance",
        sentBy: null,
        sentFrom: "",
        sentFor: null,
        offeredTo: null,
        acceptedBy: null,
        isActive: false,
      },
    },
  };
}

/** Everybody of every role, from the organisation of the first submission; crew and referrer are its sender. */
const people: readonly Principal[] = role.options.map((one) => ({
  subject: one === "crew" || one === "referrer" ? crew.subject : `${one}-9`,
  name: `A ${one}`,
  role: one,
  organisation: crew.organisation,
  ...(one === "feed" ? { feeds: ["ambulance" as const] } : {}),
}));

function saidBy(status: number): Owed | number {
  if (status === 403) return "told-no";
  if (status === 404) return "not-there";
  // Who asks is settled before what is wrong with the body is said.
  return status === 200 || status === 202 || status === 409 || status === 422 ? "yes" : status;
}

type Answer = Pick<Posted, "status" | "body">;

describe("role by route by submission", () => {
  test.each<[string, (as: Principal, id: string) => Promise<Answer>]>([
    ["reading", (as, id) => get(intake.app, `/api/submissions/${id}`, as)],
    ["amending", (as, id) => post(intake.app, `/api/submissions/${id}/amend`, { as, body: {} })],
    [
      "acknowledging",
      (as, id) => post(intake.app, `/api/submissions/${id}/acknowledge`, { as, body: { acknowledges: "advice" } }),
    ],
    [
      "taking back",
      (as, id) => post(intake.app, `/api/submissions/${id}/withdraw`, { as, body: { reason: "no-longer-needed" } }),
    ],
  ])("%s it", async (_what, ask) => {
    const wrong: string[] = [];
    for (const who of people) {
      const unknown = await ask(who, submissions["known to nobody"]?.id ?? "");
      for (const [name, { id, stated }] of Object.entries(submissions)) {
        const answer = await ask(who, id);
        const owed = owedForSubmission(who, stated);
        if (saidBy(answer.status) !== owed) wrong.push(`${who.role}, ${name}: owed ${owed}, answered ${answer.status}`);
        const { requestId: _asked, ...words } = answer.body;
        const { requestId: _other, ...unknownWords } = unknown.body;
        if (answer.status === 404) expect(words, `${who.role}, ${name}`).toEqual(unknownWords);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("the list has what one may follow, and nothing else", async () => {
    for (const who of people) {
      const { status, body } = await get(intake.app, "/api/submissions?limit=100", who);
      const owed = Object.values(submissions).filter(({ stated }) => owedForSubmission(who, stated) === "yes");
      if (status === 403) expect(owed, who.role).toEqual([]);
      else
        expect(
          (body["rows"] as { referralId: string }[]).map(({ referralId }) => referralId).toSorted(),
          who.role,
        ).toEqual(owed.map(({ id }) => id).toSorted());
    }
  });
});

describe("a referrer", () => {
  test("N17: of one organisation does not find what another sent, by whatever role", async () => {
    const id = submissions["another organisation's"]?.id ?? "";
    for (const who of [crew, otherCrew, { ...crew, role: "referrer-desk" as const }])
      expect((await get(intake.app, `/api/submissions/${id}`, who)).status).toBe(404);
  });

  test.each([
    "?org=RAJ",
    "?organisation=RAJ",
    "?organisation=*",
    "?limit=1e9",
    "?limit=101",
    "?limit=-1",
    "?subject=crew-2",
  ])("N18: who lists with %s is refused, and gets nobody else's rows", async (query) => {
    expect((await get(intake.app, `/api/submissions${query}`, crew)).status).toBe(400);
  });

  test.each(["?fields=nhsNumber", "?sort=name", "?include=person"])(
    "N27: who asks for %s is refused",
    async (query) => {
      const id = submissions["its own"]?.id ?? "";
      expect((await get(intake.app, `/api/submissions${query}`, crew)).status).toBe(400);
      expect((await get(intake.app, `/api/submissions/${id}${query}`, crew)).status).toBe(400);
    },
  );

  test.each(["status", "team", "acceptedBy", "createdAt", "version", "referralId", "submitter"])(
    "N29: who sends the field %s of the system is told, and nothing is stored",
    async (field) => {
      const before = await countRows(intake.db);
      const answer = await post(intake.app, ambulance, { as: crew, body: fall({ [field]: "x" }) });
      expect(answer.status).toBe(422);
      expect(await countRows(intake.db)).toEqual(before);
    },
  );
});

describe("a request id", () => {
  test("N32: of a referral that is sent again, also while the first is under way, gets the one answer", async () => {
    const body = fall();
    const requestId = newRequestId();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => post(intake.app, ambulance, { as: crew, body, requestId })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  });

  test("N33: with another body is 409 and alarmed, and the first is kept", async () => {
    const requestId = newRequestId();
    const body = fall();
    const first = await post(intake.app, ambulance, { as: crew, body, requestId });
    const linesBefore = logLines.length;
    expect((await post(intake.app, ambulance, { as: crew, body: fall(), requestId })).status).toBe(409);
    expect(logLines.slice(linesBefore).join("\n")).toContain('"alarm":"key-reused"');
    expect((await post(intake.app, ambulance, { as: crew, body, requestId })).body).toEqual(first.body);
  });

  test("N34: that another organisation used is another key, and tells nothing of the other's", async () => {
    const requestId = newRequestId();
    const first = await post(intake.app, ambulance, { as: crew, body: fall(), requestId });
    const other = await post(intake.app, "/api/feeds/hospital/referrals", {
      as: hospitalDesk,
      body: example("hospital", "ed-frailty-suitable", { attendanceNumber: undefined }),
      requestId,
    });
    expect(other.status).not.toBe(409);
    expect(JSON.stringify(other.body)).not.toContain(String(first.body.referralId));
  });
});

describe("text as a weapon", () => {
  const strange = "<script>alert(1)</script> \u202Eevil\u202C zero\u200Bwidth\r\nlevel=60 msg=forged";

  test("N64: in a name and in free text is stored as it came and splits no line of the log; NUL is 422", async () => {
    const linesBefore = logLines.length;
    const sent = fall();
    const body = {
      ...sent,
      patient: { ...(sent["patient"] as object), name: "<b>Robin</b> \u202ETestcase\u202C" },
      note: strange,
    };
    const answer = await post(intake.app, ambulance, { as: crew, body });
    expect([202, 422]).toContain(answer.status);
    for (const line of logLines.slice(linesBefore)) {
      expect(line.trimEnd()).not.toContain("\n");
      expect(() => JSON.parse(line) as unknown).not.toThrow();
      expect(line).not.toContain("forged");
    }
    const nul = { ...sent, patient: { ...(sent["patient"] as object), name: "A\u0000B" } };
    expect((await post(intake.app, ambulance, { as: crew, body: nul })).status).toBe(422);
  });
});
