// Generator: referrals at a constant rate, each followed to its first frame on a coordinator's websocket and to its offer. In: a job. Out: histograms
// from the due time of each referral, what was refused or never came, and the number under way over time. Works out afterwards which frame belongs to
// which referral, so that nothing is looked up while it measures.
import { coordinator, crew, personAtWork, type PersonAtWork } from "@ucrt/local/people";
import { generate } from "./generator-process.ts";
import { openBoardSocket } from "./board-socket.ts";
import { makeReferrals, type MadeReferral } from "./made-referrals.ts";
import { createPostClient } from "./post-client.ts";
import { judgeLag, underWayAt, type LagVerdict } from "../measuring/growing-lag.ts";
import { createHistogram, encodeHistogram, recordMs } from "../measuring/histogram.ts";
import { openLoop } from "../measuring/open-loop.ts";

export interface SubmitAndWatchJob {
  readonly webUrl: string;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly settleSeconds: number;
}

export interface SubmitAndWatchResult {
  readonly due: number;
  /** Answers by status; 0 stands for no answer. */
  readonly answers: Readonly<Record<string, number>>;
  readonly missing: { readonly onBoard: number; readonly offered: number };
  /** HdrHistograms as text, microseconds. */
  readonly histograms: Readonly<Record<"generatorLag" | "acknowledged" | "onBoard" | "offered", string>>;
  readonly lag: LagVerdict;
  /** When the window began and ended, epoch milliseconds. */
  readonly windowMs: readonly [number, number];
  /** Offers a second between the first and the last offer of the window. */
  readonly offeredPerSecond: number;
  readonly frames: number;
}

interface Sent {
  readonly dueMs: number;
  acknowledgedMs?: number;
  referralId?: string;
}

generate<SubmitAndWatchJob, SubmitAndWatchResult>(async (job, say) => {
  const referrals = makeReferrals(Math.round(job.ratePerSecond * job.seconds), { ambulance: 1 }, "http");
  const seenMs = new Map<string, number>();
  const offeredMs = new Map<string, number>();
  let frames = 0;
  const onFrame = (text: string, atMs: number): void => {
    frames += 1;
    const change = readChange(text);
    if (change === undefined) return;
    if (!seenMs.has(change.referralId)) seenMs.set(change.referralId, atMs);
    if (change.isOffered && !offeredMs.has(change.referralId)) offeredMs.set(change.referralId, atMs);
  };
  const board = await openBoardSocket({
    webUrl: job.webUrl,
    person: personAtWork(job.webUrl, { ...coordinator, subject: `load:board:${process.pid}` }),
    onFrame,
    onClosed: (code) => {
      throw new Error(`The live board was closed with ${code} in the middle of the run`);
    },
  });
  const post = await poster(job);
  const sent: Sent[] = [];
  const answers: Record<string, number> = {};
  const openMs = Date.now();
  const progress = setInterval(() => say(`    ${sent.length} sent, ${offeredMs.size} offered`), 5_000);
  const inFlight: Promise<void>[] = [];
  const paced = await openLoop({
    ratePerSecond: job.ratePerSecond,
    seconds: job.seconds,
    arrive: (index, dueMs) => {
      const one: Sent = { dueMs };
      sent.push(one);
      const referral = referrals[index];
      if (referral !== undefined) inFlight.push(send(post, referral, one, answers));
    },
  });
  const closeMs = Date.now();
  const endMs = performance.now();
  const giveUpMs = endMs + job.settleSeconds * 1_000;
  await Promise.race([Promise.all(inFlight), pause(job.settleSeconds * 1_000)]);
  while (performance.now() < giveUpMs && sent.some((one) => isWaiting(one, offeredMs))) await pause(50);
  clearInterval(progress);
  board.close();
  post.close();

  const histograms = { acknowledged: createHistogram(), onBoard: createHistogram(), offered: createHistogram() };
  const missing = { onBoard: 0, offered: 0 };
  for (const one of sent) {
    if (one.acknowledgedMs !== undefined) recordMs(histograms.acknowledged, one.acknowledgedMs - one.dueMs);
    const seen = seenMs.get(one.referralId ?? "");
    const offered = offeredMs.get(one.referralId ?? "");
    if (seen === undefined) missing.onBoard += 1;
    else recordMs(histograms.onBoard, seen - one.dueMs);
    if (offered === undefined) missing.offered += 1;
    else recordMs(histograms.offered, offered - one.dueMs);
  }
  const samples = Array.from(
    { length: Math.floor(job.seconds) * 4 },
    (_unused, index) => paced.startedAtMs + (index + 1) * 250,
  );
  const intervals = sent.map((one) => ({ fromMs: one.dueMs, toMs: offeredMs.get(one.referralId ?? "") }));
  const offeredInWindow = sent.flatMap((one) => {
    const atMs = offeredMs.get(one.referralId ?? "");
    return atMs === undefined || atMs > endMs ? [] : [atMs];
  });
  return {
    due: sent.length,
    answers,
    missing,
    histograms: {
      generatorLag: encodeHistogram(paced.lag),
      acknowledged: encodeHistogram(histograms.acknowledged),
      onBoard: encodeHistogram(histograms.onBoard),
      offered: encodeHistogram(histograms.offered),
    },
    lag: judgeLag(underWayAt(samples, intervals), job.ratePerSecond),
    windowMs: [openMs, closeMs],
    offeredPerSecond: Number((offeredInWindow.length / ((endMs - paced.startedAtMs) / 1_000)).toFixed(1)),
    frames,
  };
});

const isWaiting = (one: Sent, offeredMs: ReadonlyMap<string, number>): boolean =>
  one.referralId !== undefined && !offeredMs.has(one.referralId);

interface Poster {
  send(referral: MadeReferral): Promise<{ readonly status: number; readonly text: string }>;
  close(): void;
}

async function poster(job: SubmitAndWatchJob): Promise<Poster> {
  const client = createPostClient(job.webUrl);
  const token = await tokenOf(job.webUrl, personAtWork(job.webUrl, crew));
  return {
    send: ({ body, requestId }) =>
      client.post("/api/feeds/ambulance/referrals", body, {
        authorization: `Bearer ${token}`,
        "x-request-id": requestId,
      }),
    close: client.close,
  };
}

async function tokenOf(webUrl: string, person: PersonAtWork): Promise<string> {
  const response = await fetch(`${webUrl}/local/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(person.identity),
  });
  if (!response.ok) throw new Error(`No token: ${response.status}`);
  return ((await response.json()) as { token: string }).token;
}

async function send(post: Poster, referral: MadeReferral, one: Sent, answers: Record<string, number>): Promise<void> {
  const { status, text } = await post.send(referral).catch(() => ({ status: 0, text: "" }));
  answers[status] = (answers[status] ?? 0) + 1;
  if (status !== 202) return;
  one.acknowledgedMs = performance.now();
  one.referralId = (JSON.parse(text) as { referralId: string }).referralId;
}

/** The change frame's row, as far as it matters here. */
function readChange(text: string): { readonly referralId: string; readonly isOffered: boolean } | undefined {
  if (!text.startsWith('{"type":"change"')) return undefined;
  const { row } = JSON.parse(text) as { row: { referralId: string; offer: unknown } };
  return { referralId: row.referralId, isOffered: row.offer !== null };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
