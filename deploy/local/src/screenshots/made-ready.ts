// Waits until the product looks as on a working day, and adds what a picture needs: a crew's own referral that is accepted, a record opened by break-glass.
// In: the product's address, the crew's page. Out: the ids that pages are opened with. Uses the public interface alone.
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { commissioner, coordinator } from "../simulation/cast.ts";
import { suitableReferral } from "../simulation/journey.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import type { PicturedProduct } from "./pictured-product.ts";
import { ownNhsNumber, type Places } from "./pictured-pages.ts";

interface Row {
  readonly referralId: string;
  readonly version: number;
  readonly lane: string;
  readonly state: string;
}

/** A board that is worth a picture. */
const leastOpen = 12;
const leastDone = 4;
const giveUpMs = 8 * 60_000;
const lookEveryMs = 2_000;

export async function makeReady(
  { webUrl, month }: PicturedProduct,
  crew: Page,
  say: (line: string) => void,
): Promise<Places> {
  const spa = personAtWork(webUrl, coordinator);
  const rowsNow = async (): Promise<readonly Row[]> => (await spa.get("/api/queue")).body["rows"] as readonly Row[];
  say("Waiting for a full board ...");
  const isFull = (rows: readonly Row[]): boolean =>
    rows.filter((row) => row.lane !== "done").length >= leastOpen &&
    rows.filter((row) => row.lane === "done").length >= leastDone;
  await until("the board to fill", async () => isFull(await rowsNow()));

  say("The crew refers, a record is opened by break-glass ...");
  const submissionId = await referAs(crew);
  await until("the crew's referral to be accepted", async () =>
    (await rowsNow()).some(
      (row) => row.referralId === submissionId && row.state !== "deciding" && row.lane !== "waiting-for-team",
    ),
  );
  const longest = (await rowsNow()).toSorted((a, b) => b.version - a.version).find((row) => row.lane === "on-the-way");
  const referralId = longest?.referralId ?? submissionId;
  await spa.post(`/api/referrals/${referralId}/break-glass`, { reason: "clinician-at-the-door" });
  await spa.get(`/api/referrals/${referralId}`);
  const reader = personAtWork(webUrl, commissioner);
  await until(
    "the month to be published",
    async () => (await reader.get(`/api/metrics/report?period=${month}`)).status === 200,
  );
  return { referralId, submissionId, month };
}

/** From the crew's own page, with its session: the referral is then theirs. */
async function referAs(crew: Page): Promise<string> {
  const { message, requestId } = suitableReferral("ambulance", Date.now());
  const patient = { ...(message["patient"] as object), name: "Fern Sample", nhsNumber: ownNhsNumber };
  const body = JSON.stringify({ ...message, patient, organisation: "RYC", channel: "form" });
  const answer = await crew.evaluate<{ readonly referralId?: string }>(
    `fetch("/api/feeds/ambulance/referrals", { method: "POST", headers: { "content-type": "application/json", "x-request-id": ${JSON.stringify(requestId)} }, body: ${JSON.stringify(body)} }).then((response) => response.json())`,
  );
  if (answer.referralId === undefined) throw new Error(`The crew's referral was refused: ${JSON.stringify(answer)}`);
  return answer.referralId;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + giveUpMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`Gave up waiting for ${what}.`);
    await pause(lookEveryMs);
  }
}
