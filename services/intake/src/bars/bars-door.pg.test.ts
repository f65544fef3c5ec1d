// What a BaRS sender relies on: stored before it is answered, one referral however often it retries, exact refusals, nothing half stored, nobody else's to see.
import { randomUUID } from "node:crypto";
import { waitFor } from "@ucrt/testing";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countRows, crew, logLines, submittedAbout } from "../intake-for-tests.ts";
import { fact } from "../facts-for-tests.ts";
import {
  ambulanceFeed,
  cancelOf,
  newIds,
  otherFeed,
  unlistedFeed,
  updateOf,
  validationRequest,
  type Loose,
} from "./bars-for-tests.ts";
import { issuesOf, read, send, startBarsForTests, type Answered, type BarsForTests } from "./start-bars-for-tests.ts";

let bars: BarsForTests;
beforeAll(async () => {
  bars = await startBarsForTests();
});
afterAll(async () => {
  await bars.close();
});

const post = (bundle: unknown, headers: Record<string, string | undefined> = {}): Promise<Answered> =>
  send(bars.app, bundle, { as: ambulanceFeed, headers });
const resources = (bundle: Loose, type: string): Loose[] =>
  bundle.entry.map((entry: Loose) => entry.resource).filter((one: Loose) => one.resourceType === type);
const referralIdOf = (answered: Answered): string => resources(answered.body, "ServiceRequest")[0].id;
const rows = () => countRows(bars.intake.db);

describe("a new validation request", () => {
  test("is stored whole and then answered with our planned Encounter, both ids and the FHIR type", async () => {
    const requestId = randomUUID();
    const correlationId = randomUUID();
    const text = JSON.stringify(validationRequest(newIds()), null, 1);
    const answered = await post(text, { "x-request-id": requestId, "x-correlation-id": correlationId });
    expect(answered.status).toBe(200);
    expect(answered.headers).toMatchObject({ "x-request-id": requestId, "x-correlation-id": correlationId });
    expect(answered.headers["content-type"]).toMatch(/^application\/fhir\+json; version=1\./);
    expect(
      resources(answered.body, "Encounter")
        .map(({ status }) => status)
        .toSorted((a: string, b: string) => (a < b ? -1 : 1)),
    ).toEqual(["planned", "triaged"]);

    const { rows: kept } = await sql<{ body: string }>`select body from inbox where request_id = ${requestId}`.execute(
      bars.intake.db,
    );
    expect(kept).toEqual([{ body: text }]);
    const [message] = await submittedAbout(bars.intake.db, referralIdOf(answered));
    expect(message).toMatchObject({
      type: "received",
      sender: { source: "stack", organisation: "RYC", alertsStaffAutomatically: true },
      picture: { arpCategory: "C3", need: "FALL", flags: { safeguarding: "yes", sceneSafety: "safe" } },
    });
  });

  test("is one referral however often it is retried: 409 duplicate, which a sender takes for success (N36)", async () => {
    const bundle = validationRequest(newIds());
    const ids = { "x-request-id": randomUUID(), "x-correlation-id": randomUUID() };
    expect((await post(bundle, ids)).status).toBe(200);
    const before = await rows();
    const again = await post(bundle, ids);
    expect(again.status).toBe(409);
    expect(issuesOf(again)).toEqual(["REC_CONFLICT duplicate"]);
    expect(again.headers).toMatchObject(ids);
    expect(await rows()).toEqual(before);
  });

  test("under a request id that was used before stands as it was: another body, or another conversation, is a conflict (N33)", async () => {
    const ids = { "x-request-id": randomUUID(), "x-correlation-id": randomUUID() };
    const bundle = validationRequest(newIds());
    expect((await post(bundle, ids)).status).toBe(200);
    const before = await rows();
    for (const [body, headers] of [
      [validationRequest(newIds()), ids],
      [bundle, { ...ids, "x-correlation-id": randomUUID() }],
    ] as const) {
      const refused = await post(body, headers);
      expect(refused.status).toBe(409);
      expect(issuesOf(refused)).toEqual(["REC_CONFLICT conflict"]);
    }
    expect(await rows()).toEqual(before);
    expect(logLines.some((line) => line.includes("request-id-reused"))).toBe(true);
  });

  test("of a patient without an NHS number is taken", async () => {
    const answered = await post(
      validationRequest(newIds(), (find) => {
        delete find("Patient").identifier;
      }),
    );
    expect(answered.status).toBe(200);
  });
});

describe("a retry that comes too early", () => {
  test("hears 425 while the first attempt is in hand, and 409 duplicate afterwards", async () => {
    const { store } = bars.deps;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = await startSlowDoor(async (submission) => {
      await held;
      return store(submission);
    });
    const bundle = validationRequest(newIds());
    const ids = { "x-request-id": randomUUID(), "x-correlation-id": randomUUID() };
    const first = slow.post(bundle, ids);
    const early = await slow.post(bundle, ids);
    expect([early.status, ...issuesOf(early)]).toEqual([425, "REC_TOO_EARLY duplicate"]);
    release();
    expect((await first).status).toBe(200);
    const late = await slow.post(bundle, ids);
    expect([late.status, ...issuesOf(late)]).toEqual([409, "REC_CONFLICT duplicate"]);
    await slow.close();
  });

  test("hears 408 when the work takes longer than a sender waits; the work goes on and is stored once", async () => {
    const { store } = bars.deps;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = await startSlowDoor(async (submission) => {
      await held;
      return store(submission);
    }, 20);
    const bundle = validationRequest(newIds());
    const ids = { "x-request-id": randomUUID(), "x-correlation-id": randomUUID() };
    const first = await slow.post(bundle, ids);
    expect([first.status, ...issuesOf(first)]).toEqual([408, "REC_TIMEOUT timeout"]);
    expect((await slow.post(bundle, ids)).status).toBe(425);
    release();
    // The retry hears "too early" until the work has ended, and then what came of it; on a busy machine it may be too late for its 20 ms itself.
    const late = await waitFor(async () => {
      const answered = await slow.post(bundle, ids);
      return answered.status === 425 || answered.status === 408 ? undefined : answered;
    }, "the retry to hear what came of the first attempt");
    expect([late.status, ...issuesOf(late)]).toEqual([409, "REC_CONFLICT duplicate"]);
    await slow.close();
  });

  async function startSlowDoor(store: BarsForTests["deps"]["store"], answerWithinMs = 4_500) {
    const { doorFor } = await import("./start-bars-for-tests.ts");
    const app = await doorFor({ ...bars.deps, store, answerWithinMs });
    return {
      post: (bundle: unknown, headers: Record<string, string>) => send(app, bundle, { as: ambulanceFeed, headers }),
      close: () => app.close(),
    };
  }
});

describe("an update", () => {
  test("changes the same referral, is kept as a further version, and is answered like the first", async () => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    const answered = await post(
      updateOf(request, 60_000, (find) => {
        find("CarePlan").activity[0].outcomeCodeableConcept[1].coding[0].code = "C4";
      }),
    );
    expect(answered.status).toBe(200);
    expect(referralIdOf(answered)).toBe(id);
    const submitted = await submittedAbout(bars.intake.db, id);
    expect(submitted.map(({ type }) => type)).toEqual(["received", "amendment-received"]);
    expect(submitted[1]).toMatchObject({ picture: { arpCategory: "C4" } });
    const held = await read(bars.app, `ServiceRequest/${id}`, ambulanceFeed);
    expect(held.body).toMatchObject({ resourceType: "ServiceRequest", id, status: "active", meta: { versionId: "2" } });
    const { rows: kept } = await sql<{
      count: number;
    }>`select count(*) as count from inbox where referral_id = ${id}::uuid and body is not null`.execute(
      bars.intake.db,
    );
    expect(kept).toEqual([{ count: 2 }]);
  });

  test("that is older than what is held is kept, changes nothing, and is a conflict", async () => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    expect((await post(updateOf(request, 120_000))).status).toBe(200);
    const requestId = randomUUID();
    const stale = await post(updateOf(request, 60_000), { "x-request-id": requestId });
    expect([stale.status, ...issuesOf(stale)]).toEqual([409, "REC_CONFLICT conflict"]);
    expect((await submittedAbout(bars.intake.db, id)).length).toBe(2);
    const { rows: kept } = await sql`select 1 from inbox where request_id = ${requestId} and body is not null`.execute(
      bars.intake.db,
    );
    expect(kept).toHaveLength(1);
  });

  test("may name the ServiceRequest by our id, or only the case by its number", async () => {
    const ids = newIds();
    const request = validationRequest(ids);
    const id = referralIdOf(await post(request));
    const byOurs = JSON.parse(JSON.stringify(updateOf(request, 1_000)).replaceAll(ids.serviceRequestId, id));
    expect(referralIdOf(await post(byOurs))).toBe(id);
    const byNumber = JSON.parse(
      JSON.stringify(updateOf(request, 2_000)).replaceAll(ids.serviceRequestId, randomUUID()),
    );
    expect(referralIdOf(await post(byNumber))).toBe(id);
  });

  test("of a ServiceRequest that is not here is 404, and nothing is stored", async () => {
    const before = await rows();
    const refused = await post(updateOf(validationRequest(newIds()), 1_000));
    expect([refused.status, ...issuesOf(refused)]).toEqual([404, "REC_NOT_FOUND not-found"]);
    expect(await rows()).toEqual(before);
  });

  test("after the end is a conflict", async () => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    await bars.hear([
      fact(id, 1, "closed", {
        outcome: "patient-declined",
        alternative: null,
        summary: "not-needed",
        breachReason: null,
      }),
    ]);
    const refused = await post(updateOf(request, 1_000));
    expect([refused.status, ...issuesOf(refused)]).toEqual([409, "REC_CONFLICT conflict"]);
    expect((await read(bars.app, `ServiceRequest/${id}`, ambulanceFeed)).body.status).toBe("completed");
  });
});

describe("a cancellation", () => {
  test("withdraws the referral; a second one, and an older one, is a conflict", async () => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    const older = await post(cancelOf(request, -60_000));
    expect([older.status, ...issuesOf(older)]).toEqual([409, "REC_CONFLICT conflict"]);
    const answered = await post(cancelOf(request, 60_000));
    expect(answered.status).toBe(200);
    expect((await submittedAbout(bars.intake.db, id)).map(({ type }) => type)).toEqual([
      "received",
      "withdrawal-received",
    ]);
    const second = await post(cancelOf(request, 120_000));
    expect([second.status, ...issuesOf(second)]).toEqual([409, "REC_CONFLICT conflict"]);
  });
});

describe("a message that cannot be taken", () => {
  const without = (type: string) => (_find: unknown, bundle: Loose) => {
    bundle.entry = bundle.entry.filter((entry: Loose) => entry.resource.resourceType !== type);
  };
  test.each<[string, number, string, (find: (type: string) => Loose, bundle: Loose) => void]>([
    ["a C1 case stays with 999", 422, "REC_UNPROCESSABLE_ENTITY not-supported", (find) => setArp(find, "C1")],
    ["a C2 case stays with 999", 422, "REC_UNPROCESSABLE_ENTITY not-supported", (find) => setArp(find, "C2")],
    [
      "another use case",
      422,
      "REC_UNPROCESSABLE_ENTITY not-supported",
      (find) => {
        find("ServiceRequest").category[0].coding[1].code = "a5t1";
      },
    ],
    ["no patient", 400, "REC_BAD_REQUEST required", without("Patient")],
    [
      "two patients",
      400,
      "REC_BAD_REQUEST",
      (find, bundle) => {
        bundle.entry.push({ fullUrl: `urn:uuid:${randomUUID()}`, resource: structuredClone(find("Patient")) });
      },
    ],
    [
      "a reference that leads nowhere",
      400,
      "REC_BAD_REQUEST",
      (find) => {
        find("ServiceRequest").subject.reference = `urn:uuid:${randomUUID()}`;
      },
    ],
    [
      "no version",
      400,
      "REC_BAD_REQUEST invariant",
      (_find, bundle) => {
        delete bundle.meta.versionId;
      },
    ],
  ])("is refused exactly, and nothing is half stored: %s", async (_name, status, issue, change) => {
    const before = await rows();
    const refused = await post(validationRequest(newIds(), change));
    expect(refused.status).toBe(status);
    expect(issuesOf(refused).join(", ")).toContain(issue);
    expect(JSON.stringify(refused.body)).not.toMatch(/Etta|Example|9990000018|SS14/);
    expect(await rows()).toEqual(before);
  });

  function setArp(find: (type: string) => Loose, code: string): void {
    find("CarePlan").activity[0].outcomeCodeableConcept[1].coding[0].code = code;
  }

  test("an update that raises the case to C1 is taken: the team must see it", async () => {
    const request = validationRequest(newIds());
    await post(request);
    expect((await post(updateOf(request, 1_000, (find) => setArp(find, "C1")))).status).toBe(200);
  });

  test("every refusal of this door is an OperationOutcome, whoever made it", async () => {
    const bundle = validationRequest(newIds());
    const cases: [Promise<Answered>, number, string][] = [
      [send(bars.app, bundle, { as: null }), 401, "REC_UNAUTHORIZED"],
      [send(bars.app, bundle, { as: crew }), 403, "REC_FORBIDDEN"],
      [send(bars.app, bundle, { as: unlistedFeed }), 403, "REC_FORBIDDEN"],
      [post("{", {}), 400, "REC_BAD_REQUEST"],
      [post('{"a":1,"a":2}', {}), 400, "REC_BAD_REQUEST"],
      [post(bundle, { "content-type": "application/json" }), 415, "REC_"],
      [post(bundle, { "content-type": "application/fhir+xml" }), 415, "REC_"],
      [post(" ".repeat(256 * 1024 + 1), {}), 413, "REC_"],
      [post(bundle, { "x-request-id": undefined }), 400, "REC_BAD_REQUEST required"],
      [post(bundle, { "x-request-id": "not-a-guid-1" }), 400, "REC_BAD_REQUEST value"],
      [post(bundle, { accept: "application/fhir+json; version=9.0.0" }), 406, "REC_NOT_ACCEPTABLE"],
      [read(bars.app, "Appointment", ambulanceFeed), 404, "REC_NOT_FOUND"],
      [read(bars.app, "$process-message", ambulanceFeed), 405, "REC_METHOD_NOT_ALLOWED"],
    ];
    for (const [answering, status, code] of cases) {
      const answered = await answering;
      expect(answered.status, code).toBe(status);
      expect(issuesOf(answered).join(), String(status)).toContain(code);
      expect(answered.headers["content-type"]).toMatch(/^application\/fhir\+json/);
      expect(answered.headers["x-request-id"]).toBeDefined();
      expect(answered.headers["x-correlation-id"]).toBeDefined();
    }
  });
});

describe("what is held", () => {
  test("is read by its own sender, by our id and by the sender's, and found by the patient's number; nobody else finds it (N17)", async () => {
    const ids = newIds();
    const id = referralIdOf(await post(validationRequest(ids)));
    for (const one of [id, ids.serviceRequestId])
      expect((await read(bars.app, `ServiceRequest/${one}`, ambulanceFeed)).body.id).toBe(id);
    const search = "ServiceRequest?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990000018";
    const found = await read(bars.app, search, ambulanceFeed);
    expect(found.body).toMatchObject({ resourceType: "Bundle", type: "searchset" });
    expect(found.body.entry.map((entry: Loose) => entry.resource.id)).toContain(id);

    expect((await read(bars.app, `ServiceRequest/${id}`, otherFeed)).status).toBe(404);
    expect((await read(bars.app, search, otherFeed)).body.total).toBe(0);
    expect(logLines.join("\n")).not.toContain("9990000018");
  });

  test("is not searched by anything else, and ids that are no ids find nothing", async () => {
    for (const query of [
      "",
      "?_id=1",
      "?patient:identifier=1",
      "?patient:identifier=https://x|9990000018",
      "?patient:identifier=https://fhir.nhs.uk/Id/nhs-number|1&_sort=x",
    ])
      expect((await read(bars.app, `ServiceRequest${query}`, ambulanceFeed)).status, query).toBe(400);
    for (const id of ["1", "------------------------------------", "%27or%271"])
      expect((await read(bars.app, `ServiceRequest/${id}`, ambulanceFeed)).status, id).toBe(404);
  });

  test("goes when the person is erased", async () => {
    const ids = newIds();
    const id = referralIdOf(await post(validationRequest(ids)));
    await bars.hear([fact(id, 1, "erased", { by: "request" })]);
    expect((await read(bars.app, `ServiceRequest/${id}`, ambulanceFeed)).status).toBe(404);
    const { rows: left } = await sql`
      select 1 from bars_cases where referral_id = ${id}::uuid and nhs_number is not null`.execute(bars.intake.db);
    expect(left).toEqual([]);
    expect((await post(updateOf(validationRequest(ids), 1_000))).status).toBe(404);
  });
});

describe("what the door says of itself", () => {
  test("is a CapabilityStatement of exactly what is served, and the messages it takes for a use case", async () => {
    const metadata = await read(bars.app, "metadata", ambulanceFeed);
    expect(metadata.body.resourceType).toBe("CapabilityStatement");
    const definitions = await read(
      bars.app,
      "MessageDefinition?context=https://fhir.nhs.uk/CodeSystem/usecases-categories-bars%7Ca4t3",
      ambulanceFeed,
    );
    expect(definitions.body.total).toBeGreaterThan(0);
    expect((await read(bars.app, "MessageDefinition", ambulanceFeed)).status).toBe(400);
    expect((await read(bars.app, "MessageDefinition?context=x%7Ca5t1", ambulanceFeed)).status).toBe(404);
  });
});
