// Generator: so many screens connect at one instant; then all are cut and come back at one instant with the cursor they hold. In: a job. Out: how long each
// waited for its picture, how often the door was full, who was not served in time. A screen does what our page does: a ticket, a socket, and after a
// refusal a wait that grows and is spread by chance.
import { coordinator } from "@ucrt/local/people";
import { createHistogram, encodeHistogram, recordMs } from "../measuring/histogram.ts";
import { Full, openBoardSocket, wordAfter, type BoardSocket } from "./board-socket.ts";
import { generate } from "./generator-process.ts";
import { makeReferrals } from "./made-referrals.ts";
import { createPostClient } from "./post-client.ts";
import { eachOf, pause, ticketFor, tokenFor } from "./sign-in.ts";
import { submitOverHttp } from "./submit-way.ts";

export interface ReconnectStormJob {
  readonly webUrl: string;
  readonly sockets: number;
  /** Referrals put on the board first, so that a picture has a size. */
  readonly rows: number;
  readonly withinSeconds: number;
}

export interface StormResult {
  readonly served: number;
  readonly notServed: number;
  readonly refusals: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly histogram: string;
}

export interface ReconnectStormResult {
  readonly first: StormResult;
  readonly again: StormResult;
}

const socketsPerUser = 5;
const firstWaitMs = 500;
const longestWaitMs = 10_000;

interface Screen {
  readonly token: string;
  socket?: BoardSocket;
  cursor?: string;
}

generate<ReconnectStormJob, ReconnectStormResult>(async (job, say) => {
  const client = createPostClient(job.webUrl);
  const way = await submitOverHttp(job);
  for (const referral of makeReferrals(job.rows, { ambulance: 1 }, "http")) await way.send(referral);
  await way.close();
  await pause(2_000);
  const tokens = await eachOf(
    Array.from({ length: Math.ceil(job.sockets / socketsPerUser) }, (_unused, index) => index),
    50,
    (index) => tokenFor(client, { ...coordinator, subject: `load:storm:${process.pid}:${index}` }),
  );
  const screens = Array.from({ length: job.sockets }, (_unused, index): Screen => ({
    token: tokens[Math.floor(index / socketsPerUser)] ?? "",
  }));
  say(`    ${job.sockets} screens connect at once`);
  const first = await storm(screens);
  await pause(3_000);
  for (const screen of screens) screen.socket?.cut();
  await pause(1_000);
  say(`    ${job.sockets} screens come back at once`);
  const again = await storm(screens);
  for (const screen of screens) screen.socket?.cut();
  client.close();
  return { first, again };

  async function storm(all: readonly Screen[]): Promise<StormResult> {
    const histogram = createHistogram();
    const failures: Record<string, number> = {};
    const startMs = performance.now();
    const giveUpMs = startMs + job.withinSeconds * 1_000;
    let refusals = 0;
    let served = 0;
    const connect = async (screen: Screen): Promise<void> => {
      for (let failed = 0; performance.now() < giveUpMs; failed += 1) {
        try {
          const ticket = await ticketFor(client, screen.token);
          if (ticket === null) throw new Full("503");
          const { socket, cursor, atMs } = await openBoardSocket({
            webUrl: job.webUrl,
            ticket,
            ...(screen.cursor === undefined ? {} : { cursor: screen.cursor }),
            onFrame: (text) => {
              const newer = wordAfter(text.slice(0, 400), '"cursor":"');
              if (newer !== undefined) screen.cursor = newer;
            },
            onClosed: () => undefined,
          });
          screen.socket = socket;
          if (cursor !== undefined) screen.cursor = cursor;
          if (atMs > giveUpMs) return;
          recordMs(histogram, atMs - startMs);
          served += 1;
          return;
        } catch (error) {
          if (error instanceof Full) refusals += 1;
          else {
            const why = error instanceof Error ? error.message.slice(0, 60) : "error";
            failures[why] = (failures[why] ?? 0) + 1;
          }
          await pause(Math.min(longestWaitMs, firstWaitMs * 2 ** failed) * (0.5 + Math.random() / 2));
        }
      }
    };
    await Promise.race([Promise.all(all.map(connect)), pause(job.withinSeconds * 1_000 + 1_000)]);
    return { served, notServed: all.length - served, refusals, failures, histogram: encodeHistogram(histogram) };
  }
});
