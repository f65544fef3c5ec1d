// Generator: named clinicians accept offers at a constant rate. In: a job. Out: a histogram of the answers from the due time of each acceptance. First
// makes as many offers as will be accepted; that part is not measured.
import { coordinator, teamClinician, type Team } from "@ucrt/local/people";
import { createHistogram, encodeHistogram, recordMs } from "../measuring/histogram.ts";
import { openLoop } from "../measuring/open-loop.ts";
import { openBoardSocket } from "./board-socket.ts";
import { generate } from "./generator-process.ts";
import { makeReferrals } from "./made-referrals.ts";
import { createPostClient } from "./post-client.ts";
import { pause, ticketFor, tokenFor } from "./sign-in.ts";
import { submitOverHttp } from "./submit-way.ts";

export interface AcceptOffersJob {
  readonly webUrl: string;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly settleSeconds: number;
}

export interface AcceptOffersResult {
  readonly offered: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<"generatorLag" | "answered", string>>;
}

interface Offer {
  readonly referralId: string;
  readonly offerId: string;
  readonly team: Team;
}

const offersMadePerSecond = 20;

generate<AcceptOffersJob, AcceptOffersResult>(async (job, say) => {
  const client = createPostClient(job.webUrl);
  const offers = await makeOffers(job);
  say(`    ${offers.length} offers stand; accepting ${job.ratePerSecond} a second`);
  const tokens = new Map<Team, string>();
  for (const team of new Set(offers.map((one) => one.team)))
    tokens.set(team, await tokenFor(client, teamClinician(team)));
  const answered = createHistogram();
  const answers: Record<string, number> = {};
  const inFlight: Promise<void>[] = [];
  const paced = await openLoop({
    ratePerSecond: job.ratePerSecond,
    seconds: offers.length / job.ratePerSecond,
    arrive: (index, dueMs) => {
      const offer = offers[index];
      if (offer === undefined) return;
      const body = { offerId: offer.offerId, expectedAt: new Date(Date.now() + 1_800_000).toISOString() };
      const headers = {
        authorization: `Bearer ${tokens.get(offer.team) ?? ""}`,
        "x-request-id": crypto.randomUUID(),
      };
      inFlight.push(
        client
          .post(`/api/referrals/${offer.referralId}/accept`, JSON.stringify(body), headers)
          .catch(() => ({ status: 0 }))
          .then(({ status }) => {
            answers[status] = (answers[status] ?? 0) + 1;
            if (status === 200) recordMs(answered, performance.now() - dueMs);
          }),
      );
    },
  });
  await Promise.race([Promise.all(inFlight), pause(job.settleSeconds * 1_000)]);
  client.close();
  return {
    offered: offers.length,
    answers,
    histograms: { generatorLag: encodeHistogram(paced.lag), answered: encodeHistogram(answered) },
  };
});

async function makeOffers(job: AcceptOffersJob): Promise<readonly Offer[]> {
  const count = Math.round(job.ratePerSecond * job.seconds);
  const offers = new Map<string, Offer>();
  const client = createPostClient(job.webUrl);
  const token = await tokenFor(client, { ...coordinator, subject: `load:offers:${process.pid}` });
  const { socket } = await openBoardSocket({
    webUrl: job.webUrl,
    ticket: (await ticketFor(client, token)) ?? "",
    onFrame: (text) => {
      if (!text.startsWith('{"type":"change"')) return;
      const { row } = JSON.parse(text) as {
        row: { referralId: string; offer: { offerId?: string; team?: Team } | null };
      };
      if (row.offer === null) return;
      const { offerId = row.referralId, team = "ucrt-thurrock" } = row.offer;
      offers.set(row.referralId, { referralId: row.referralId, offerId, team });
    },
    onClosed: (code) => {
      throw new Error(`The live board was closed with ${code}`);
    },
  });
  const way = await submitOverHttp(job);
  const referrals = makeReferrals(count, { ambulance: 1 }, "http");
  await openLoop({
    ratePerSecond: offersMadePerSecond,
    seconds: count / offersMadePerSecond,
    arrive: (index) => {
      const referral = referrals[index];
      if (referral !== undefined) void way.send(referral);
    },
  });
  const giveUpMs = performance.now() + job.settleSeconds * 1_000;
  while (offers.size < count && performance.now() < giveUpMs) await pause(50);
  socket.close();
  client.close();
  await way.close();
  return [...offers.values()];
}
