import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "@ucrt/testing";
import { freePort } from "../ports.ts";
import { localSecrets } from "../secrets.ts";
import { startAmbulanceService, type AmbulanceService } from "../simulated-999/ambulance-service.ts";
import { madeCase, type MadeCase } from "../simulated-999/made-case.ts";
import type { Loss } from "../simulated-999/post-once.ts";
import type { Fault } from "../simulated-999/receive-answers.ts";
import { chanceFrom } from "../simulation/chance.ts";
import type { Team } from "../simulation/cast.ts";
import type { LiveBoard } from "../simulation/live-board.ts";
import type { Row } from "../simulation/team-at-work.ts";
import { problemsOf } from "./sound-facts.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let board: LiveBoard;
let service: AmbulanceService;

/** What goes wrong next, by conversation: each fault is used once, "down" until it is taken away. */
const faults = new Map<string, Fault[]>();
const losses = new Map<string, Loss[]>();
const stepMs = 30_000;

beforeAll(async () => {
  const port = await freePort();
  system = await startWholeSystem({ ambulanceServiceUrl: `http://127.0.0.1:${port}` });
  const { barsPublicKey: publicKey, ambulanceSystemKey: systemKey } = await localSecrets(system.folder);
  service = await startAmbulanceService({
    webUrl: system.stack.webUrl,
    publicKey,
    systemKey,
    port,
    firstPauseMs: 100,
    lossOf: ({ cadNumber }) => losses.get(cadNumber)?.shift() ?? "none",
    faultOf: (correlationId) => {
      const planned = faults.get(correlationId ?? "") ?? [];
      return (planned[0] === "down" ? "down" : planned.shift()) ?? "none";
    },
  });
  board = await system.openBoard();
});
afterAll(async () => {
  await service?.stop();
  await system?.stop();
});

const conversation = (one: MadeCase) => service.stack.get(one.cadNumber)?.conversation;
const stands = (one: MadeCase, standing: string) =>
  waitFor(() => conversation(one)?.standing === standing, `the ambulance service reads "${standing}"`, stepMs);
const answers = (one: MadeCase) => {
  const received = service.stack.get(one.cadNumber)?.events.filter((event) => event.type === "received") ?? [];
  return received.map(({ status, answer }) => ({ status, kind: answer?.kind }));
};

/** Rows of this case, as SPA finds them by the incident number. */
async function rowsOf({ cadNumber }: MadeCase): Promise<readonly Row[]> {
  const { status, body } = await system.coordinator.post("/api/referrals/search", { caseId: cadNumber });
  expect(status, JSON.stringify(body)).toBe(200);
  return body["rows"] as Row[];
}

/** Searches again only when the board has a row more: people may search so often a minute. */
async function referralOf(one: MadeCase): Promise<string> {
  let known = -1;
  const look = async (): Promise<string | undefined> => {
    if (board.rows.size === known) return undefined;
    known = board.rows.size;
    return (await rowsOf(one))[0]?.referralId;
  };
  return waitFor(look, "the case is on the board", stepMs);
}

const until = (referralId: string, what: string, condition: (row: Row) => boolean) =>
  board.until(referralId, what, condition, stepMs);

/** Nobody registered is with the person: an SPA clinician judges, then a team is offered it. */
async function offered(referralId: string): Promise<Row> {
  const judged = await until(referralId, "assessed", (row) => row.outcome !== null);
  if (judged.state === "deciding") {
    const { status, body } = await system.spaClinician.post(`/api/referrals/${referralId}/review`, {
      outcome: "suitable",
      response: "two-hour",
      reason: "new-information",
      overrides: [],
    });
    expect(status, JSON.stringify(body)).toBe(200);
  }
  return until(referralId, "offered", (row) => row.offer !== null);
}

async function act(row: Row, command: string, body: object): Promise<void> {
  const team = (row.team ?? row.offer?.team) as Team;
  const answer = await system.clinicianOf(team).post(`/api/referrals/${row.referralId}/${command}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

async function accepted(referralId: string): Promise<Row> {
  const row = await offered(referralId);
  const expectedAt = new Date(Date.now() + 40 * 60_000).toISOString();
  await act(row, "accept", { offerId: row.offer?.offerId, expectedAt });
  return until(referralId, "accepted", ({ team }) => team !== null);
}

const view = async (referralId: string) => (await system.spaClinician.get(`/api/referrals/${referralId}`)).body;

/** Held by a team while its own system cannot be reached; what becomes of it is looked at last, after many attempts. */
const unreachable = madeCase(chanceFrom(31), Date.now());
let unreachableId = "";

describe("when the sender's endpoint is down", () => {
  it("a case is accepted all the same, and its answer waits", async () => {
    faults.set(unreachable.correlationId, ["down"]);
    expect(await service.send(unreachable, "new")).toMatchObject({ kind: "arrived", isDuplicate: false });
    unreachableId = await referralOf(unreachable);
    await accepted(unreachableId);
    expect(conversation(unreachable)).toMatchObject({ standing: "acknowledged", owner: "999" });
  });
});

describe("a case from the stack that a team takes", () => {
  const one = madeCase(chanceFrom(7), Date.now());
  let referralId = "";

  it("is one referral when the answer to the request was lost and the request is sent again", async () => {
    losses.set(one.cadNumber, ["after-answer"]);
    expect(await service.send(one, "new")).toMatchObject({ kind: "arrived", isDuplicate: true });
    referralId = await referralOf(one);
    expect(await rowsOf(one)).toHaveLength(1);
    expect(await until(referralId, "on the board", () => true)).toMatchObject({
      is999: true,
      arpCategory: one.category,
      senderOrganisation: "RYC",
    });
    expect(conversation(one)).toMatchObject({ standing: "acknowledged", owner: "999" });
  });

  it("is still one referral when the connection breaks while the door works on a request", async () => {
    const other = madeCase(chanceFrom(8), Date.now());
    losses.set(other.cadNumber, ["before-answer", "before-answer"]);
    expect((await service.send(other, "new")).kind).toBe("arrived");
    await referralOf(other);
    expect(await rowsOf(other)).toHaveLength(1);
    expect((await service.send(other, "cancel")).kind).toBe("arrived");
  });

  it("is changed by an update before somebody has accepted", async () => {
    const told = "A neighbour is there and opens the door.";
    expect(await service.send({ ...one, narrative: `${one.narrative} ${told}` }, "update")).toMatchObject({
      kind: "arrived",
    });
    await waitFor(
      async () => JSON.stringify(await view(referralId)).includes(told),
      "the update is on the page",
      stepMs,
    );
    expect(await rowsOf(one)).toHaveLength(1);
  });

  it("is theirs when a team has accepted, although the first answer is refused and the second one's receipt is lost", async () => {
    faults.set(one.correlationId, ["unavailable", "drop-after"]);
    await accepted(referralId);
    await stands(one, "accepted");
    await waitFor(
      () => answers(one).some(({ status }) => status === 409),
      "the answer came again, and counts as delivered",
      stepMs,
    );
    expect(conversation(one)).toMatchObject({ owner: "UCRT" });
    expect(answers(one)).toMatchObject([{ status: 503 }, { status: 200, kind: "accepted" }, { status: 409 }]);
  });

  it("has an update after that stored and shown to the team, which acknowledges it", async () => {
    const told = "Daughter rang: a step is loose at the front door.";
    expect((await service.send({ ...one, narrative: `${one.narrative} ${told}` }, "update")).kind).toBe("arrived");
    const row = await until(referralId, "amended", ({ alarms }) => alarms.includes("amended-after-acceptance"));
    const { body } = await system.clinicianOf(row.team as Team).get(`/api/referrals/${referralId}`);
    expect(JSON.stringify(body)).toContain(told);
    await act(row, "acknowledge", { what: "amendment" });
    await until(referralId, "acknowledged", ({ alarms }) => !alarms.includes("amended-after-acceptance"));
  });

  it("is finished for the ambulance service when the visit is closed", async () => {
    const row = await until(referralId, "accepted", ({ team }) => team !== null);
    await act(row, "en-route", {});
    await act(row, "arrive", {});
    await act(row, "close", { outcome: "stayed-home", summary: "sent" });
    await stands(one, "finished");
    expect(conversation(one)).toMatchObject({
      carePlanStatus: "completed",
      isAlarm: false,
      newAmbulanceCase: undefined,
    });
    expect(conversation(one)?.words).not.toBe("Finished.");
  });
});

describe("a visit that becomes an emergency", () => {
  it("ends for the ambulance service with its new incident, which it sees to", async () => {
    const one = madeCase(chanceFrom(23), Date.now());
    await service.send(one, "new");
    const row = await accepted(await referralOf(one));
    await act(row, "en-route", {});
    await act(row, "arrive", {});
    await act(row, "escalate-999", {
      reason: "deterioration",
      incidentNumber: "EA-NEW-1",
      handedOverAt: new Date().toISOString(),
    });
    await stands(one, "finished");
    expect(conversation(one)).toMatchObject({
      owner: "999",
      isAlarm: true,
      newAmbulanceCase: "EA-NEW-1",
      carePlanStatus: "active",
    });
  });
});

describe("a case that nobody accepts", () => {
  it("is given back before its breach time, for want of a resource, and both sides know it", async () => {
    // It goes back five minutes before the breach: in a few seconds.
    const one = madeCase(chanceFrom(21), Date.now(), { breachAtMs: Date.now() + 5 * 60_000 + 6_000 });
    await service.send(one, "new");
    const referralId = await referralOf(one);
    await stands(one, "handed-back");
    expect(conversation(one)).toMatchObject({ owner: "999", isAlarm: true });
    expect(answers(one)).toEqual([{ status: 200, kind: "handed-back" }]);
    expect(conversation(one)?.words).toContain("RRNA");
    await waitFor(
      async () => {
        const { handedBack } = (await view(referralId)) as { handedBack: { acknowledged: boolean } | null };
        return handedBack?.acknowledged === true;
      },
      "the ambulance service's system has taken it back by itself",
      stepMs,
    );
  });
});

const withdrawn = madeCase(chanceFrom(22), Date.now());

describe("a case that the ambulance service takes back itself", () => {
  it("is withdrawn on both sides", async () => {
    await service.send(withdrawn, "new");
    const referralId = await referralOf(withdrawn);
    expect((await service.send(withdrawn, "cancel")).kind).toBe("arrived");
    await until(referralId, "withdrawn", ({ state }) => state === "withdrawn");
    expect(conversation(withdrawn)?.standing).toBe("withdrawn");
  });
});

describe("when the sender's endpoint has been down for two minutes", () => {
  /** Nobody waits two minutes here: to `intake` its answers look that much older, and are due. */
  const twoMinutesPass = async (): Promise<void> => {
    const client = new Client({ connectionString: system.stack.databaseUrl });
    await client.connect();
    await client.query(
      "update intake.bars_answers set created_at = created_at - interval '2 minutes', next_attempt_at = now() where state = 'waiting'",
    );
    await client.end();
  };

  it("SPA is asked to ring, for as long as nothing got through", async () => {
    await twoMinutesPass();
    const row = await until(
      unreachableId,
      "somebody has to ring",
      ({ answerUndeliveredTo }) => answerUndeliveredTo === "999",
    );
    expect(row.openCallTasks).toBeGreaterThan(0);
    expect(conversation(unreachable)).toMatchObject({ standing: "acknowledged", owner: "999" });
  });

  it("the answer arrives once, when the endpoint is there again, and nobody has to ring any more", async () => {
    faults.delete(unreachable.correlationId);
    await twoMinutesPass();
    await stands(unreachable, "accepted");
    expect(answers(unreachable)).toEqual([{ status: 200, kind: "accepted" }]);
    await until(unreachableId, "nobody has to ring", ({ answerUndeliveredTo }) => answerUndeliveredTo === undefined);
  });
});

describe("after all that", () => {
  it("nothing has been answered to the case that was withdrawn", () => {
    expect(answers(withdrawn)).toEqual([]);
  });

  it("the facts are sound", async () => {
    expect(problemsOf(await system.facts())).toEqual([]);
  });
});
