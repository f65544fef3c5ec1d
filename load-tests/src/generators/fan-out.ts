// Generator: many screens of coordinators, a few referrals a second, and screens that never read. In: a job. Out: how long after its due time a referral is on
// every screen, how far apart the first and the last screen get the same change, what never came, and what became of the screens that do not read.
import { coordinator } from "@ucrt/local/people";
import { createHistogram, encodeHistogram, recordMs } from "../measuring/histogram.ts";
import { openLoop } from "../measuring/open-loop.ts";
import { openBoardSocket, wordAfter, type BoardSocket } from "./board-socket.ts";
import { generate } from "./generator-process.ts";
import { makeReferrals } from "./made-referrals.ts";
import { createPostClient } from "./post-client.ts";
import { eachOf, pause, ticketFor, tokenFor } from "./sign-in.ts";
import { submitOverHttp } from "./submit-way.ts";

export interface FanOutJob {
  readonly webUrl: string;
  readonly sockets: number;
  /** Of these, so many stop reading as soon as they are open. */
  readonly neverRead: number;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly settleSeconds: number;
}

export interface FanOutResult {
  readonly readers: number;
  readonly changes: number;
  readonly framesExpected: number;
  readonly framesArrived: number;
  readonly histograms: Readonly<Record<"generatorLag" | "onEveryScreen" | "spread", string>>;
  readonly closedReaders: number;
  /** Screens that never read and were cut by the product before the end. */
  readonly neverReadersCut: number;
}

/** A user may have five. */
const socketsPerUser = 5;
const openedAtOnce = 50;

interface Change {
  readonly firstMs: number;
  readonly arrivals: number[];
}

generate<FanOutJob, FanOutResult>(async (job, say) => {
  const client = createPostClient(job.webUrl);
  const changes = new Map<string, Change>();
  let closedReaders = 0;
  let neverReadersCut = 0;
  let isOver = false;
  const users = await eachOf(
    Array.from({ length: Math.ceil(job.sockets / socketsPerUser) }, (_unused, index) => index),
    openedAtOnce,
    (index) => tokenFor(client, { ...coordinator, subject: `load:fan:${process.pid}:${index}` }),
  );
  const sockets = await eachOf(
    Array.from({ length: job.sockets }, (_unused, index) => index),
    openedAtOnce,
    async (index): Promise<BoardSocket> => {
      const reads = index >= job.neverRead;
      const { socket } = await openBoardSocket({
        webUrl: job.webUrl,
        ticket: (await ticketFor(client, users[Math.floor(index / socketsPerUser)] ?? "")) ?? "",
        onFrame: (text, atMs) => {
          if (reads) take(changes, text, atMs);
        },
        onClosed: () => {
          if (isOver) return;
          if (reads) closedReaders += 1;
          else neverReadersCut += 1;
        },
      });
      if (!reads) socket.stopReading();
      return socket;
    },
  );
  say(`    ${sockets.length} sockets are open`);
  const way = await submitOverHttp(job);
  const referrals = makeReferrals(Math.round(job.ratePerSecond * job.seconds), { ambulance: 1 }, "http");
  const dueMs = new Map<string, number>();
  const inFlight: Promise<void>[] = [];
  const paced = await openLoop({
    ratePerSecond: job.ratePerSecond,
    seconds: job.seconds,
    arrive: (index, atMs) => {
      const referral = referrals[index];
      if (referral === undefined) return;
      inFlight.push(
        way.send(referral).then(({ referralId }) => {
          if (referralId !== undefined) dueMs.set(referralId, atMs);
        }),
      );
    },
  });
  await Promise.all(inFlight);
  await pause(job.settleSeconds * 1_000);
  // A screen that does not read does not hear that it was cut either; it does now.
  for (const socket of sockets.slice(0, job.neverRead)) socket.readAgain();
  await pause(1_000);
  isOver = true;
  for (const socket of sockets) socket.cut();
  client.close();
  await way.close();

  const readers = job.sockets - job.neverRead;
  const onEveryScreen = createHistogram();
  const spread = createHistogram();
  const firstChange = new Map<string, Change>();
  let framesArrived = 0;
  let counted = 0;
  for (const [key, change] of changes) {
    const referralId = key.slice(0, key.indexOf("/"));
    if (!dueMs.has(referralId)) continue;
    counted += 1;
    framesArrived += change.arrivals.length;
    for (const atMs of change.arrivals) recordMs(spread, atMs - change.firstMs);
    if ((firstChange.get(referralId)?.firstMs ?? Infinity) > change.firstMs) firstChange.set(referralId, change);
  }
  for (const [referralId, change] of firstChange)
    for (const atMs of change.arrivals) recordMs(onEveryScreen, atMs - (dueMs.get(referralId) ?? atMs));
  return {
    readers,
    changes: counted,
    framesExpected: counted * readers,
    framesArrived,
    histograms: {
      generatorLag: encodeHistogram(paced.lag),
      onEveryScreen: encodeHistogram(onEveryScreen),
      spread: encodeHistogram(spread),
    },
    closedReaders,
    neverReadersCut,
  };
});

function take(changes: Map<string, Change>, text: string, atMs: number): void {
  if (!text.startsWith('{"type":"change"')) return;
  const from = text.indexOf('"version":');
  const version = text.slice(from + 10, text.indexOf(",", from));
  const key = `${wordAfter(text, '"referralId":"') ?? ""}/${version}`;
  const known = changes.get(key);
  if (known === undefined) changes.set(key, { firstMs: atMs, arrivals: [atMs] });
  else known.arrivals.push(atMs);
}
