import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setTimeout as pause } from "node:timers/promises";
import { waitFor } from "@ucrt/testing";
import { goodExamples, examplesReceivedAt, shiftInstants } from "@ucrt/testing/examples";
import { teamClinician, teams } from "../simulation/cast.ts";
import { suitableReferral } from "../simulation/journey.ts";
import type { LiveBoard } from "../simulation/live-board.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import type { SyntheticReferral } from "../simulation/synthetic-referral.ts";
import { problemsOf } from "./sound-facts.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let board: LiveBoard;

beforeAll(async () => {
  system = await startWholeSystem({ ownServers: true });
  for (const team of teams) {
    const lead = personAtWork(system.stack.webUrl, { ...teamClinician(team), role: "ucrt-lead", name: "A Lead" });
    await lead.put(`/api/teams/${team}/state`, { capacity: 500, reason: "many at once, for a test" });
  }
  board = await system.openBoard();
});
afterAll(async () => {
  await system.stop();
});

const offeredWithinMs = 90_000;
/** Referral ids by case, from the answers over HTTP; over Kafka they come with the receipt on the feedback topic. */
const answeredIds = new Map<string, string>();

/** Sends referrals at a steady rate, half over Kafka and half over HTTP; what HTTP did not acknowledge is sent again with the same id, as a sender would. */
async function send(count: number, everyMs: number, sent: SyntheticReferral[] = []): Promise<SyntheticReferral[]> {
  const pending: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const referral = suitableReferral("ambulance", Date.now());
    sent.push(referral);
    pending.push(index % 2 === 0 ? untilSent(() => system.senders.overKafka(referral)) : untilAcknowledged(referral));
    await pause(everyMs);
  }
  await Promise.all(pending);
  return sent;
}

async function untilSent(attempt: () => Promise<void>): Promise<void> {
  await waitFor(
    () =>
      attempt().then(
        () => true,
        () => false,
      ),
    "Kafka takes the message",
    60_000,
  );
}

async function untilAcknowledged(referral: SyntheticReferral): Promise<void> {
  const attempt = async (): Promise<string | undefined> => {
    const { status, body } = await system.senders.overHttp(referral);
    return status === 202 ? String(body["referralId"]) : undefined;
  };
  answeredIds.set(referral.caseId, await waitFor(attempt, "the front door stores the referral", 60_000));
}

async function allOffered(sent: readonly SyntheticReferral[]): Promise<void> {
  for (const { caseId } of sent) {
    const id = await waitFor(
      () => answeredIds.get(caseId) ?? system.senders.referralIdOf(caseId),
      `the sender of case ${caseId} has its receipt`,
      offeredWithinMs,
    );
    await board.until(id, "offered", (row) => row.offer !== null || row.state === "waiting", offeredWithinMs);
  }
}

async function nothingLostNothingDouble(sent: readonly SyntheticReferral[], knownBefore: number): Promise<void> {
  const facts = await system.facts();
  expect(problemsOf(facts)).toEqual([]);
  const opened = [...facts.values()].filter((list) => list.some((fact) => fact.type === "opened")).length;
  expect(opened - knownBefore).toBe(sent.length);
}

async function openedSoFar(): Promise<number> {
  return [...(await system.facts()).values()].filter((list) => list.some((fact) => fact.type === "opened")).length;
}

describe("while a part is down", () => {
  it("a referral is on the board without eligibility, and offered once it is back", async () => {
    await system.stack.stopService("eligibility");
    const { status, body } = await system.senders.overHttp(suitableReferral("ambulance", Date.now()));
    expect(status).toBe(202);
    const referralId = String(body["referralId"]);
    const waiting = await board.until(referralId, "on the board", () => true, 20_000);
    expect(waiting).toMatchObject({ state: "received", outcome: null });
    expect(waiting.nextDeadline).not.toBeNull();
    await system.stack.startService("eligibility");
    await board.until(referralId, "offered", (row) => row.offer !== null, offeredWithinMs);
  });

  it.each(["routing", "queue"] as const)("a killed %s loses and doubles nothing", async (service) => {
    const before = await openedSoFar();
    const sent: SyntheticReferral[] = [];
    const sending = send(30, 60, sent);
    await waitFor(() => sent.length >= 10, "ten are sent");
    system.stack.signal(service, "SIGKILL");
    await sending;
    await system.stack.ready(service);
    await allOffered(sent);
    await nothingLostNothingDouble(sent, before);
  });

  it.each(["kafka", "postgres"] as const)(
    "a %s killed in the middle and started again loses and doubles nothing",
    async (server) => {
      const before = await openedSoFar();
      const sent: SyntheticReferral[] = [];
      const sending = send(30, 60, sent);
      await waitFor(() => sent.length >= 10, "ten are sent");
      const pid = system.servers.embedded?.[server].pid();
      if (pid === undefined) throw new Error("this test needs servers of its own");
      process.kill(pid, "SIGKILL");
      await sending;
      await allOffered(sent);
      await nothingLostNothingDouble(sent, before);
    },
  );

  it("a page that was cut off shows every change after it is back", async () => {
    const page = await system.openBoard();
    const sent = await send(5, 20);
    page.cut();
    const more = await send(10, 20);
    await allOffered([...sent, ...more]);
    const truth = await waitFor(
      async () => {
        const { status, body } = await system.coordinator.get("/api/queue");
        const rows = status === 200 ? (body["rows"] as { referralId: string; version: number }[]) : [];
        const same =
          rows.length > 0 &&
          rows.every((row) => page.rows.get(row.referralId)?.version === row.version) &&
          page.rows.size === rows.length;
        return same ? rows : undefined;
      },
      "the page and the queue agree on every row and version",
      30_000,
    );
    expect(truth.length).toBeGreaterThanOrEqual(15);
  });
});

describe("an advised 999 case that nobody acknowledges", () => {
  it("becomes a call task, and stays on the board with an owner", async () => {
    const example = goodExamples("ambulance").find(({ name }) => name === "crew-on-scene-head-strike-on-anticoagulant");
    const base = suitableReferral("ambulance", Date.now());
    const message = {
      ...shiftInstants(example?.message ?? {}, Date.now() - Date.parse(examplesReceivedAt)),
      incidentNumber: base.caseId,
      requestId: base.requestId,
    };
    const { status, body } = await system.senders.overHttp({ ...base, message });
    expect(status, JSON.stringify(body)).toBe(202);
    const referralId = String(body["referralId"]);
    const advised = await board.until(referralId, "advised", (row) => row.state === "advised", 60_000);
    expect(advised).toMatchObject({ outcome: "emergency", owner: { kind: "spa-clinician" } });
    const due = await board.until(referralId, "a call task", (row) => row.openCallTasks === 1, 120_000);
    expect(due).toMatchObject({ state: "advised", lane: "awaiting-acknowledgement" });
    const { body: view } = await system.coordinator.get(`/api/referrals/${referralId}`);
    expect(view["callTasks"]).toMatchObject([{ reason: "advice-unacknowledged", whom: "referrer", done: false }]);
  });
});
