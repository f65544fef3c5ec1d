// How long a referral takes from submission to a coordinator's screen, and to its offer, at a constant arrival rate.
// In: a running product (WEB_URL), RATE a second, SECONDS. Out: a table and JSON. Open loop: the clock of a referral starts when it was due to be
// sent, so a slow answer cannot hide behind a late send. Sends to this machine only, and stops by itself.
import { cpus, totalmem } from "node:os";
import {
  coordinator,
  crew,
  openLiveBoard,
  personAtWork,
  suitableReferral,
  teamClinician,
  teams,
} from "@ucrt/local/people";

const webUrl = process.env["WEB_URL"] ?? "http://127.0.0.1:7000";
const ratePerSecond = Number(process.env["RATE"] ?? 20);
const seconds = Number(process.env["SECONDS"] ?? 20);
const settleMs = 30_000;

if (!["127.0.0.1", "localhost", "[::1]"].includes(new URL(webUrl).hostname))
  throw new Error("Load goes to this machine only.");

const sender = personAtWork(webUrl, crew);
const board = await openLiveBoard(webUrl, personAtWork(webUrl, coordinator));
for (const team of teams) {
  await personAtWork(webUrl, { ...teamClinician(team), role: "ucrt-lead" }).put(`/api/teams/${team}/state`, {
    capacity: 500,
    reason: "load test",
  });
}

interface Timing {
  acknowledgedMs?: number;
  onBoardMs?: number;
  offeredMs?: number;
}

const timings = await sendAll();
const table = (["acknowledgedMs", "onBoardMs", "offeredMs"] as const).map((step) =>
  summary(
    step,
    timings.map((timing) => timing[step]),
  ),
);
console.table(table);
console.log(
  JSON.stringify(
    {
      at: new Date().toISOString(),
      ratePerSecond,
      seconds,
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      sent: timings.length,
      table,
    },
    null,
    2,
  ),
);
board.close();

async function sendAll(): Promise<Timing[]> {
  const startMs = performance.now();
  const all = Array.from({ length: ratePerSecond * seconds }, async (_unused, index): Promise<Timing> => {
    const dueMs = startMs + (index * 1_000) / ratePerSecond;
    await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
    return follow(dueMs);
  });
  return Promise.all(all);
}

async function follow(dueMs: number): Promise<Timing> {
  const since = (): number => performance.now() - dueMs;
  const referral = suitableReferral("ambulance", Date.now());
  const timing: Timing = {};
  const { status, body } = await sender
    .post("/api/feeds/ambulance/referrals", referral.message, referral.requestId)
    .catch(() => ({ status: 0, body: {} as Record<string, unknown> }));
  if (status !== 202) return timing;
  timing.acknowledgedMs = since();
  const id = String(body["referralId"]);
  await board
    .until(id, "on the board", () => true, settleMs)
    .then(
      () => (timing.onBoardMs = since()),
      () => undefined,
    );
  await board
    .until(id, "offered", (row) => row.offer !== null, settleMs)
    .then(
      () => (timing.offeredMs = since()),
      () => undefined,
    );
  return timing;
}

/** Percentiles by nearest rank, milliseconds. What never arrived is counted, not left out. */
function summary(step: string, values: readonly (number | undefined)[]) {
  const sorted = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  const at = (share: number): number | null => {
    const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    return value === undefined ? null : Math.round(value);
  };
  return {
    step,
    arrived: sorted.length,
    missing: values.length - sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
  };
}
