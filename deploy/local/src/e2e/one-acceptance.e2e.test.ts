import { afterAll, beforeAll, expect, it } from "vitest";
import type { LiveBoard } from "../simulation/live-board.ts";
import { teamClinician } from "../simulation/cast.ts";
import { suitableReferral } from "../simulation/journey.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import { problemsOf } from "./sound-facts.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

const contests = 200;
const atOnce = 5;
const team = "ucrt-basildon-brentwood";

let system: WholeSystem;
let board: LiveBoard;

beforeAll(async () => {
  system = await startWholeSystem();
  const lead = personAtWork(system.stack.webUrl, { ...teamClinician(team), role: "ucrt-lead", name: "A Lead" });
  const { status } = await lead.put(`/api/teams/${team}/state`, { capacity: 500, reason: "many at once, for a test" });
  expect(status).toBe(200);
  board = await system.openBoard();
});
afterAll(async () => {
  await system.stop();
});

it(`of two clinicians who accept at the same instant exactly one wins, ${contests} times; another team does not even see the offer`, async () => {
  const first = personAtWork(system.stack.webUrl, { ...teamClinician(team), name: "First Nurse" });
  const second = personAtWork(system.stack.webUrl, { ...teamClinician(team), name: "Second Nurse" });
  const stranger = system.clinicianOf("ucrt-thurrock");

  const contest = async (): Promise<{ statuses: number[]; referralId: string }> => {
    const referral = suitableReferral("ambulance", Date.now());
    const { status, body } = await system.senders.overHttp(referral);
    expect(status, JSON.stringify(body)).toBe(202);
    const referralId = String(body["referralId"]);
    const offered = await board.until(referralId, "offered", (row) => row.offer !== null, 60_000);
    expect(offered.offer?.team).toBe(team);
    const accept = { offerId: offered.offer?.offerId, expectedAt: new Date(Date.now() + 1_800_000).toISOString() };
    const answers = await Promise.all(
      [first, second, stranger].map((person) => person.post(`/api/referrals/${referralId}/accept`, accept)),
    );
    expect(answers[2]?.status).toBe(404);
    const loser = answers.slice(0, 2).find((answer) => answer.status === 409);
    expect(JSON.stringify(loser?.body)).toContain(team);
    return {
      statuses: answers
        .slice(0, 2)
        .map((answer) => answer.status)
        .toSorted((a, b) => a - b),
      referralId,
    };
  };

  const results: Awaited<ReturnType<typeof contest>>[] = [];
  for (let done = 0; done < contests; done += atOnce)
    results.push(...(await Promise.all(Array.from({ length: atOnce }, contest))));

  expect(results.filter(({ statuses }) => statuses.join() !== "200,409")).toEqual([]);
  const facts = await system.facts();
  const acceptances = results.map(
    ({ referralId }) => facts.get(referralId)?.filter((fact) => fact.type === "accepted").length,
  );
  expect(acceptances.filter((count) => count !== 1)).toEqual([]);
  expect(problemsOf(facts)).toEqual([]);
});
