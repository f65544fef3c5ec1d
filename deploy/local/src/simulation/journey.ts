// One referral's whole way, step by step, with the time of every step. In: a feed, a way in (Kafka or HTTP). Out: the journey, or where it stopped.
// Used by the smoke run and by end-to-end tests. Acts as the people would; when somebody else was faster, follows what they did.
import { goodExamples, shiftInstants, examplesReceivedAt } from "@ucrt/testing/examples";
import type { Feed } from "@ucrt/schemas";
import { randomUUID } from "node:crypto";
import type { LiveBoard } from "./live-board.ts";
import type { PersonAtWork } from "./person-at-work.ts";
import type { Senders } from "./senders.ts";
import type { SyntheticReferral } from "./synthetic-referral.ts";
import type { Team } from "./cast.ts";
import type { Row } from "./team-at-work.ts";

export interface Step {
  readonly what: string;
  /** Milliseconds since the referral was sent. */
  readonly afterMs: number;
}

export interface Journey {
  readonly feed: Feed;
  readonly way: "Kafka" | "HTTP" | "BaRS";
  readonly referralId: string | undefined;
  readonly steps: readonly Step[];
  /** Where and why it stopped; undefined when it was closed. */
  readonly stoppedBecause: string | undefined;
}

export interface JourneyCompany {
  readonly board: LiveBoard;
  readonly spaClinician: PersonAtWork;
  readonly senders: Senders;
  readonly clinicianOf: (team: Team) => PersonAtWork;
  /** Longest wait for one step. @default 30,000 ms */
  readonly stepTimeoutMs?: number;
}

export const defaultStepTimeoutMs = 30_000;

/** The example of each feed that the criteria find suitable. */
export const suitableExamples: Readonly<Record<Feed, string>> = {
  ambulance: "crew-on-scene-fall-full-screen",
  hospital: "ed-frailty-suitable",
  "primary-care": "gp-visit-infection-suitable",
  community: "care-home-catheter-suitable",
};

const caseIdFields: Readonly<Record<Feed, string>> = {
  ambulance: "incidentNumber",
  hospital: "encounterNumber",
  "primary-care": "journeyNumber",
  community: "reference",
};

/** The suitable example of a feed as if it were sent now, by a sender who never sent it before. */
export function suitableReferral(feed: Feed, nowMs: number): SyntheticReferral {
  const name = suitableExamples[feed];
  const example = goodExamples(feed).find((one) => one.name === name);
  if (example === undefined) throw new Error(`There is no example ${feed}/good/${name}.json`);
  const requestId = randomUUID();
  const caseId = `T-${requestId.slice(0, 12)}`;
  const message: Record<string, unknown> = {
    ...shiftInstants(example.message, nowMs - Date.parse(examplesReceivedAt)),
    requestId,
    [caseIdFields[feed]]: caseId,
  };
  // Another person each time: the example's own would be suggested as a duplicate of the last run's.
  const { nhsNumber: _nhsNumber, ...patient } = message["patient"] as Record<string, unknown>;
  message["patient"] = { ...patient, name: `Journey ${requestId.slice(0, 8)}` };
  return { feed, like: name, requestId, caseId, message };
}

/** Sends one suitable referral and follows it to its closure. Never throws: a journey that stopped says why. */
export async function makeJourney(feed: Feed, way: "Kafka" | "HTTP", company: JourneyCompany): Promise<Journey> {
  const { senders } = company;
  const timeoutMs = company.stepTimeoutMs ?? defaultStepTimeoutMs;
  const referral = suitableReferral(feed, Date.now());
  const steps: Step[] = [];
  const startMs = performance.now();
  const step = (what: string): void => void steps.push({ what, afterMs: Math.round(performance.now() - startMs) });
  let referralId: string | undefined;
  try {
    if (way === "HTTP") {
      const { status, body } = await senders.overHttp(referral);
      if (status !== 202) throw new Error(`The front door answered ${status}: ${JSON.stringify(body)}`);
      referralId = String(body["referralId"]);
      step("received (202)");
    } else {
      await senders.overKafka(referral);
      step("sent to Kafka");
      referralId = await receiptOf(referral.caseId, company, timeoutMs);
      step("receipt on the feedback topic");
    }
    await followToClosure(referralId, company, step);
    return { feed, way, referralId, steps, stoppedBecause: undefined };
  } catch (error) {
    return { feed, way, referralId, steps, stoppedBecause: error instanceof Error ? error.message : String(error) };
  }
}

/** From the board to the closed visit. Throws, in words, where it stops. */
export async function followToClosure(
  referralId: string,
  company: JourneyCompany,
  step: (what: string) => void,
): Promise<void> {
  const timeoutMs = company.stepTimeoutMs ?? defaultStepTimeoutMs;
  const until = (what: string, condition: (row: Row) => boolean) =>
    company.board.until(referralId, what, condition, timeoutMs);
  await until("on the board", () => true);
  step("on the board");
  const assessed = await until("assessed", (row) => row.outcome !== null);
  step(`assessed: ${assessed.outcome}`);
  if (assessed.state === "deciding") await review(assessed.referralId, company, step);
  const offered = await until("offered", (row) => row.offer !== null || row.team !== null);
  step(`offered to ${offered.offer?.team ?? offered.team}`);
  await visit({ offered, company, until, step });
}

/** No registered clinician is with the person: an SPA clinician reviews before the offer (care home, carer, 111). */
async function review(referralId: string, company: JourneyCompany, step: (what: string) => void): Promise<void> {
  const { status, body } = await company.spaClinician.post(`/api/referrals/${referralId}/review`, {
    outcome: "suitable",
    response: "two-hour",
    reason: "new-information",
    overrides: [],
  });
  // 409: another clinician was first.
  if (status !== 200 && status !== 409) throw new Error(`review was answered ${status}: ${JSON.stringify(body)}`);
  step("reviewed by an SPA clinician");
}

interface Visit {
  readonly offered: Row;
  readonly company: JourneyCompany;
  readonly until: (what: string, condition: (row: Row) => boolean) => Promise<Row>;
  readonly step: (what: string) => void;
}

async function visit({ offered, company, until, step }: Visit): Promise<void> {
  const path = `/api/referrals/${offered.referralId}`;
  const act = async (team: string, command: string, body: object): Promise<void> => {
    const { status, body: answer } = await company.clinicianOf(team as Team).post(`${path}/${command}`, body);
    // 409: somebody else of the team was first; the board will say so.
    if (status !== 200 && status !== 409)
      throw new Error(`${command} was answered ${status}: ${JSON.stringify(answer)}`);
  };
  if (offered.offer !== null) {
    const expectedAt = new Date(Date.now() + 45 * 60_000).toISOString();
    await act(offered.offer.team, "accept", { offerId: offered.offer.offerId, expectedAt });
  }
  const accepted = await until("accepted", (row) => row.team !== null);
  const team = accepted.team ?? "";
  step(`accepted by ${team}`);
  await act(team, "en-route", {});
  await until("on the way", (row) => ["en-route", "arrived", "closed"].includes(row.state));
  step("on the way");
  await act(team, "arrive", {});
  await until("arrived", (row) => ["arrived", "closed"].includes(row.state));
  step("arrived");
  await act(team, "close", { outcome: "stayed-home", summary: "sent" });
  await until("closed", (row) => row.state === "closed");
  step("closed: stayed home");
}

/** Waits for the receipt, as a sending system does. */
async function receiptOf(caseId: string, { senders }: JourneyCompany, timeoutMs: number): Promise<string> {
  const giveUpMs = performance.now() + timeoutMs;
  for (;;) {
    const referralId = senders.referralIdOf(caseId);
    if (referralId !== undefined) return referralId;
    if (performance.now() > giveUpMs)
      throw new Error(`No receipt for case ${caseId} after ${Math.round(timeoutMs / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
