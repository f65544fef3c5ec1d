// What a sender brings beside the criteria's questions, where the people who need it look: flags on the board and on the team's page, codes,
// contacts in their order, the way to a place without an address, the ambulance's own clocks. And what SPA rings 999 about, when our answer was lost.
import { randomUUID } from "node:crypto";
import { createProducer } from "@ucrt/kafka";
import { submitted, SUBMITTED_TOPIC } from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** Each step waits for a condition; this only ends a wait that would never end. */
const soonMs = 30_000;

let system: WholeSystem;
let browser: Chromium;
let referralId: string;

beforeAll(async () => {
  [system, browser] = await Promise.all([startWholeSystem(), startChromium(() => system.stack.webUrl)]);
  referralId = await acceptedCaseOfTheStack();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

/** A case that 999 transfers with everything it may bring; a clinician finds it suitable, and the team of the place accepts. */
async function acceptedCaseOfTheStack(): Promise<string> {
  const caseId = "EX-BRINGS-0001";
  const nowMs = Date.now();
  const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString();
  await system.senders.overKafka({
    feed: "ambulance",
    like: "stack-push-realistic-gaps",
    requestId: randomUUID(),
    caseId,
    message: {
      kind: "referral",
      incidentNumber: caseId,
      channel: "system",
      transfer: "stack-push",
      arpCategory: "C3",
      determinant: "26A01",
      pathwaysDisposition: "Dx0115",
      clocks: { callConnectAt: ago(12), clockStartAt: ago(11), validationBreachAt: ago(-100) },
      callBackNumber: "01632 960401",
      patient: {
        name: "Drew Standin",
        nhsNumber: "9991002758",
        dateOfBirth: "1940-07-14",
        sex: "male",
        practice: "SYN101",
        interpreterLanguage: "Polish",
        contacts: [
          { name: "Kit Standin", relationship: "son", phone: "01632 960302", rank: 2 },
          { name: "Lane Standin", relationship: "daughter", phone: "01632 960303", rank: 1 },
        ],
      },
      incident: { postcode: "SS14 3AB", what3words: "filled.count.soap", latitude: 51.57, longitude: 0.46 },
      carePlace: "home",
      need: {
        code: "MOBILITY",
        narrative: "Unable to get out of the chair since yesterday, eating and drinking.",
        codes: [
          { system: "pathways-sg", code: "SG1112", words: "Falls" },
          { system: "snomed", code: "161898004", words: "Falls (finding)" },
        ],
      },
      clinical: {
        helpWithinTwoHours: "yes",
        manageableAtHome: "yes",
        safeToWaitTwoHours: "yes",
        agreesToVisit: "yes",
        advancePlan: {
          kind: "ReSPECT",
          date: "2026-05-01",
          seenByNamedPerson: false,
          treatAtHome: "yes",
          coversThisEvent: "unknown",
        },
      },
      flags: {
        safeguarding: "yes",
        sceneSafety: "unsafe",
        interpreterNeeded: true,
        reasonableAdjustment: true,
        repeatCaller: true,
        agencyContacted: true,
        callWarning: true,
        otherNotes: "Third call since Monday. Social care told at 09:10. Shouted at the call handler.",
      },
    },
  });
  const id = await waitFor(async () => system.senders.referralIdOf(caseId), "the receipt of the case");
  const board = await system.openBoard();
  await board.until(id, "a clinician to decide", (row) => row.state === "deciding", soonMs);
  const review = { outcome: "suitable", response: "two-hour", reason: "new-information" };
  expect((await system.spaClinician.post(`/api/referrals/${id}/review`, review)).status).toBe(200);
  const { offer } = await board.until(id, "an offer", (row) => row.offer !== null, soonMs);
  const accept = { offerId: offer?.offerId, expectedAt: ago(-50) };
  const clinician = system.clinicianOf("ucrt-basildon-brentwood");
  expect((await clinician.post(`/api/referrals/${id}/accept`, accept)).status).toBe(200);
  await board.until(id, "the acceptance", (row) => row.state === "accepted", soonMs);
  return id;
}

/** What `intake` says when 999's system never took our answer. */
async function answerIsLost(): Promise<void> {
  const producer = createProducer(system.kafka);
  const id = randomUUID();
  const message = {
    type: "answer-undelivered" as const,
    id,
    referralId,
    at: Date.now(),
    correlationId: id,
    answer: "accepted" as const,
    undelivered: true,
  };
  const value = JSON.stringify(submitted.encode(message));
  await producer.send([{ topic: SUBMITTED_TOPIC, key: referralId, value, headers: {} }]);
  await producer.disconnect();
}

async function isAccessible(page: Page): Promise<void> {
  for (const width of [wide, phone]) {
    await page.setViewportSize(width);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  }
}

const flags = [
  "Safeguarding",
  "Scene unsafe",
  "Caller warning",
  "Advance plan",
  "Interpreter",
  "Adjustment",
  "Repeat caller",
  "Agency told",
];

describe("what the sender brought", () => {
  it("stands on the board in words, danger to staff before what is only good to know, and SPA sees that 999 has no answer", async () => {
    const { page, complaints } = await browser.openAs("Robin Sample", wide);
    const row = page.locator(`[data-referral="${referralId}"]`);
    await row.getByText("Scene unsafe").waitFor();
    const marks = await row.locator(".app-mark").allTextContents();
    expect(marks.filter((words) => flags.includes(words))).toEqual(flags);
    await answerIsLost();
    await row.getByText("Ring 999: answer lost").waitFor();
    await isAccessible(page);
    expect(complaints).toEqual([]);
  });

  it("is read on the referral's page: codes, contacts, the way there, clocks, notes, and what to say to 999", async () => {
    const { page, complaints } = await browser.openAs("Robin Sample", wide);
    await page.goto(`/referrals/${referralId}`);
    const person = page.getByRole("region", { name: "The person" });
    await person.getByText("Falls (SG1112)").waitFor();
    const codes = await person.locator(".app-pairs").last().locator("> div").allTextContents();
    expect(codes).toEqual([
      "AMPDS26A01",
      "NHS Pathways dispositionDx0115",
      "NHS Pathways symptom groupFalls (SG1112)",
      "SNOMED CTFalls (finding) (161898004)",
    ]);
    expect(await person.locator(".app-contacts > li").allTextContents()).toEqual([
      "Ring first: Lane Standin, daughter 01632 960303",
      "Ring second: Kit Standin, son 01632 960302",
    ]);
    for (const words of ["No address given, postcode SS14 3AB", "filled.count.soap", "51.57, 0.46", /Shouted at/])
      expect(await person.getByText(words).count(), String(words)).toBe(1);
    const clocks = page.getByRole("region", { name: "Clocks" });
    for (const words of ["Ambulance clock started", "Ambulance validation breach"])
      expect(await clocks.getByText(words).count(), words).toBe(1);
    await page
      .getByText(
        /999's system did not take our answer.*Basildon and Brentwood expects to be there at .*Our number is UCR-/,
      )
      .waitFor();
    await isAccessible(page);
    expect(await page.title()).not.toMatch(/Standin|SS14/);
    expect(complaints).toEqual([]);
  });

  it("shows the team its dangers before it opens anything, and no identity to a role that may not see it", async () => {
    const team = await browser.openAs("Ash Sample", phone);
    const job = team.page.locator(`[data-referral="${referralId}"]`);
    await job.getByText("Caller warning").waitFor();
    await isAccessible(team.page);
    const lead = await browser.openAs("Alder Sample", wide);
    await lead.page.goto(`/referrals/${referralId}`);
    await lead.page.getByText("Name, address and numbers are not shown to your role now").waitFor();
    expect(await lead.page.getByText(/Standin|AMPDS|SNOMED|filled\.count|Shouted|01632/).count()).toBe(0);
    await isAccessible(lead.page);
  });
});
