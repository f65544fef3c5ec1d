// Generator: referrals at a constant rate, each followed to its first frame on a coordinator's websocket and to its offer. In: a job. Out: histograms
// from the due time of each referral, what was refused or never came, and the number under way over time. Works out afterwards which frame belongs to
// which referral, so that nothing is looked up while it measures.
import { coordinator } from "@ucrt/local/people";
import type { Feed } from "@ucrt/schemas";
import { judgeLag, underWayAt, type LagVerdict } from "../measuring/growing-lag.ts";
import { createHistogram, encodeHistogram, recordMs } from "../measuring/histogram.ts";
import { openLoop } from "../measuring/open-loop.ts";
import { openBoardSocket, wordAfter } from "./board-socket.ts";
import { generate } from "./generator-process.ts";
import { makeBarsRequests } from "./made-bars-requests.ts";
import { makeReferrals } from "./made-referrals.ts";
import { createPostClient } from "./post-client.ts";
import { pause, ticketFor, tokenFor } from "./sign-in.ts";
import { submitOverBars, submitOverHttp, submitOverKafka, type SubmitTarget } from "./submit-way.ts";

export interface SubmitAndWatchJob extends SubmitTarget {
  readonly way: "http" | "kafka" | "bars";
  readonly mix: Partial<Readonly<Record<Feed, number>>>;
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** How long to wait for what is still under way after the last one was sent. */
  readonly settleSeconds: number;
}

export interface SubmitAndWatchResult {
  readonly due: number;
  /** Answers by status; 0 stands for no answer. */
  readonly answers: Readonly<Record<string, number>>;
  readonly missing: { readonly onBoard: number; readonly offered: number };
  /** HdrHistograms as text, microseconds. */
  readonly histograms: Readonly<Record<"generatorLag" | "acknowledged" | "onBoard" | "offered", string>>;
  /** Of those that were not offered: what their row said last. */
  readonly lastStates: Readonly<Record<string, number>>;
  readonly lag: LagVerdict;
  /** Offers a second while referrals were being sent. */
  readonly offeredPerSecond: number;
}

interface Sent {
  readonly requestId: string;
  readonly dueMs: number;
  acknowledgedMs?: number;
  referralId?: string;
}

const ways = { http: submitOverHttp, kafka: submitOverKafka, bars: submitOverBars } as const;

generate<SubmitAndWatchJob, SubmitAndWatchResult>(async (job, say) => {
  const count = Math.round(job.ratePerSecond * job.seconds);
  const referrals = job.way === "bars" ? makeBarsRequests(count) : makeReferrals(count, job.mix, job.way);
  const seenMs = new Map<string, number>();
  const offeredMs = new Map<string, number>();
  const states = new Map<string, string>();
  const board = await watch(job.webUrl, ({ referralId, isOffered, state }, atMs) => {
    states.set(referralId, state);
    if (!seenMs.has(referralId)) seenMs.set(referralId, atMs);
    if (isOffered && !offeredMs.has(referralId)) offeredMs.set(referralId, atMs);
  });
  const way = await ways[job.way](job);
  const sent: Sent[] = [];
  const answers: Record<string, number> = {};
  const progress = setInterval(() => say(`    ${sent.length} sent, ${offeredMs.size} offered`), 5_000);
  const inFlight: Promise<void>[] = [];
  const paced = await openLoop({
    ratePerSecond: job.ratePerSecond,
    seconds: job.seconds,
    arrive: (index, dueMs) => {
      const referral = referrals[index];
      if (referral === undefined) return;
      const one: Sent = { requestId: referral.requestId, dueMs };
      sent.push(one);
      inFlight.push(
        way.send(referral).then(({ status, referralId }) => {
          answers[status] = (answers[status] ?? 0) + 1;
          if (status === 202 || status === 200 || status === "sent") one.acknowledgedMs = performance.now();
          if (referralId !== undefined) one.referralId = referralId;
        }),
      );
    },
  });
  const endMs = performance.now();
  await Promise.race([Promise.all(inFlight), pause(job.settleSeconds * 1_000)]);
  // Offers of an earlier window may still come in, so their number alone says nothing: it has to be these.
  const giveUpMs = endMs + job.settleSeconds * 1_000;
  const unnamed = (): Sent[] => sent.filter((one) => one.referralId === undefined);
  while (job.way === "kafka" && unnamed().length > 0 && performance.now() < giveUpMs) {
    const named = await way.lookUp(unnamed().map((one) => one.requestId));
    for (const one of unnamed()) {
      const referralId = named.get(one.requestId);
      if (referralId !== undefined) one.referralId = referralId;
    }
    await pause(250);
  }
  const isSettled = (): boolean => sent.every((one) => one.referralId === undefined || offeredMs.has(one.referralId));
  while (performance.now() < giveUpMs && !isSettled()) await pause(25);
  clearInterval(progress);
  board.close();
  await way.close();
  return resultOf({ job, sent, answers, seenMs, offeredMs, states, endMs, ...paced });
});

interface Watched {
  readonly job: SubmitAndWatchJob;
  readonly sent: readonly Sent[];
  readonly answers: Readonly<Record<string, number>>;
  readonly seenMs: ReadonlyMap<string, number>;
  readonly offeredMs: ReadonlyMap<string, number>;
  readonly states: ReadonlyMap<string, string>;
  readonly startedAtMs: number;
  readonly endMs: number;
  readonly lag: ReturnType<typeof createHistogram>;
}

function resultOf(watched: Watched): SubmitAndWatchResult {
  const { job, sent, answers, seenMs, offeredMs, states, startedAtMs, endMs, lag } = watched;
  const lastStates: Record<string, number> = {};
  const histograms = { acknowledged: createHistogram(), onBoard: createHistogram(), offered: createHistogram() };
  const missing = { onBoard: 0, offered: 0 };
  const offeredAt = (one: Sent): number | undefined => offeredMs.get(one.referralId ?? "");
  for (const one of sent) {
    if (one.acknowledgedMs !== undefined) recordMs(histograms.acknowledged, one.acknowledgedMs - one.dueMs);
    const seen = seenMs.get(one.referralId ?? "");
    const offered = offeredAt(one);
    if (seen === undefined) missing.onBoard += 1;
    else recordMs(histograms.onBoard, seen - one.dueMs);
    if (offered === undefined) {
      missing.offered += 1;
      const state = one.referralId === undefined ? "not acknowledged" : (states.get(one.referralId) ?? "no row");
      lastStates[state] = (lastStates[state] ?? 0) + 1;
    } else recordMs(histograms.offered, offered - one.dueMs);
  }
  const samples = Array.from(
    { length: Math.floor(job.seconds * 4) },
    (_unused, index) => startedAtMs + (index + 1) * 250,
  );
  const offeredInTime = sent.filter((one) => (offeredAt(one) ?? Infinity) <= endMs).length;
  return {
    due: sent.length,
    answers,
    missing,
    lastStates,
    histograms: {
      generatorLag: encodeHistogram(lag),
      acknowledged: encodeHistogram(histograms.acknowledged),
      onBoard: encodeHistogram(histograms.onBoard),
      offered: encodeHistogram(histograms.offered),
    },
    lag: judgeLag(
      underWayAt(
        samples,
        sent.map((one) => ({ fromMs: one.dueMs, toMs: offeredAt(one) })),
      ),
      job.ratePerSecond,
    ),
    offeredPerSecond: Number((offeredInTime / ((endMs - startedAtMs) / 1_000)).toFixed(1)),
  };
}

/** A coordinator's screen. It must not be cut in the middle of a run: there would be a gap in the figures. */
async function watch(
  webUrl: string,
  onRow: (
    row: { readonly referralId: string; readonly isOffered: boolean; readonly state: string },
    atMs: number,
  ) => void,
): Promise<{ close(): void }> {
  const client = createPostClient(webUrl);
  const token = await tokenFor(client, { ...coordinator, subject: `load:board:${process.pid}` });
  const ticket = await ticketFor(client, token);
  client.close();
  if (ticket === null) throw new Error("The live board is full");
  const { socket } = await openBoardSocket({
    webUrl,
    ticket,
    onFrame: (text, atMs) => {
      if (!text.startsWith('{"type":"change"')) return;
      const referralId = wordAfter(text, '"referralId":"');
      if (referralId === undefined) return;
      onRow(
        { referralId, isOffered: !text.includes('"offer":null'), state: wordAfter(text, '"state":"') ?? "unknown" },
        atMs,
      );
    },
    onClosed: (code) => {
      throw new Error(`The live board was closed with ${code} in the middle of the run`);
    },
  });
  return socket;
}
