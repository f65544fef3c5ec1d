// A team's whole work on a phone: offers whose names open with a tap and close with the offer, a visit with an arrival where there was no signal, a time the referrer
// has to agree to, a door nobody opens, 999, the next service, the text for the record, the summary for the GP, the change of shift.
import { randomUUID } from "node:crypto";
import { waitFor } from "@ucrt/testing";
import { examplesReceivedAt, goodExamples, shiftInstants } from "@ucrt/testing/examples";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiveBoard } from "../simulation/live-board.ts";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

const narrow = { width: 320, height: 640 };
/** Each step waits for a condition; this only ends a wait that would never end. */
const soonMs = 30_000;

let system: WholeSystem;
let browser: Chromium;
let board: LiveBoard;

beforeAll(async () => {
  [system, browser] = await Promise.all([startWholeSystem(), startChromium(() => system.stack.webUrl)]);
  board = await system.openBoard();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

type Json = Record<string, unknown>;

/** A practice refers somebody in Basildon whom the criteria find suitable; the team of the place is offered it. */
async function offered(change: { readonly flags?: Json; readonly name?: string } = {}): Promise<string> {
  const example = goodExamples("primary-care").find(({ name }) => name.includes("gp-visit-infection"));
  if (example === undefined) throw new Error("The example of a suitable visit is gone.");
  const caseId = `J-${randomUUID().slice(0, 8)}`;
  const message = structuredClone(shiftInstants(example.message, Date.now() - Date.parse(examplesReceivedAt))) as Json;
  message["journeyNumber"] = caseId;
  message["requestId"] = randomUUID();
  message["visit"] = { lines: ["7 Sample Close", "Basildon"], postcode: "SS14 3AB", accessNotes: "Key safe 4711" };
  message["flags"] = { ...(message["flags"] as Json), ...change.flags };
  const patient = message["patient"] as Json;
  patient["name"] = change.name ?? "Wren Standin";
  patient["contacts"] = [{ name: "Lane Standin", relationship: "daughter", phone: "01632 960303", rank: 1 }];
  const answer = await system.senders.overHttp({
    feed: "primary-care",
    like: example.name,
    requestId: String(message["requestId"]),
    caseId,
    message,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const referralId = String(answer.body["referralId"]);
  await board.until(referralId, "an offer", (row) => row.offer !== null, soonMs);
  return referralId;
}

const card = (page: Page, referralId: string) => page.locator(`[data-referral="${referralId}"]`);

/** Nothing breaks the rules or sticks out, and every target is large enough for a thumb, on two phones. */
async function isGoodOnPhones(page: Page): Promise<void> {
  for (const width of [narrow, phone]) {
    await page.setViewportSize(width);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    expect(await page.evaluate<readonly string[]>(smallTargets)).toEqual([]);
  }
}

/** Runs in the page: what can be touched in the cards and is lower than 44 px. Words within a sentence are exempt (WCAG 2.5.8). */
const smallTargets = `[...document.querySelectorAll("main .app-job :is(button, a, select, input, summary, label:has(input))")]
  .filter((each) => each.checkVisibility() && !(each.matches("input") && each.closest("label") !== null))
  .filter((each) => each.getBoundingClientRect().height < 43.5)
  .map((each) => each.outerHTML.slice(0, 120))`;

async function accept(page: Page, referralId: string, time = "+20 min"): Promise<void> {
  const offer = card(page, referralId);
  await offer.getByRole("button", { name: "Accept" }).click();
  const form = offer.getByRole("form", { name: "Accept" });
  await form.getByRole("button", { name: time }).click();
  await form.getByRole("button", { name: "Accept" }).click();
  await offer.getByRole("button", { name: "On my way" }).waitFor();
}

async function step(page: Page, referralId: string, button: string, form: string, send: string): Promise<void> {
  const visit = card(page, referralId);
  await visit.getByRole("button", { name: button, exact: true }).click();
  await visit.getByRole("form", { name: form }).getByRole("button", { name: send, exact: true }).click();
}

describe("an offer", () => {
  it("opens name, address and risks with a tap, and closes them with a kind word when it is declined", async () => {
    const referralId = await offered({ name: "Heron Standin", flags: { safeguarding: "yes" } });
    const { page, complaints } = await browser.openAs("Ash Sample", phone);
    await page.getByRole("heading", { name: "Ring: 1 new offer" }).waitFor();
    const offer = card(page, referralId);
    await offer.getByText(/Answer by \d\d:\d\d/).waitFor();
    expect(await page.title()).toMatch(/^\(1\) Ring/);
    expect(await page.getByText("Heron Standin").count()).toBe(0);
    await isGoodOnPhones(page);
    await offer.getByRole("button", { name: "Open name, address and risks" }).click();
    await offer.getByText("Heron Standin").waitFor();
    expect(await page.getByText("4711").count()).toBe(0);
    await isGoodOnPhones(page);
    await offer.getByRole("button", { name: "Decline" }).click();
    await offer.getByLabel("Why").selectOption("capacity");
    await isGoodOnPhones(page);
    await offer.getByRole("form", { name: "Decline" }).getByRole("button", { name: "Decline" }).click();
    await page.getByText(/declined. Thank you for answering/).waitFor();
    expect(await page.getByText("Heron Standin").count()).toBe(0);
    const asked = `fetch("/api/referrals/${referralId}").then(({ status }) => status)`;
    await expect.poll(async () => page.evaluate<number>(asked)).toBe(404);
    expect(complaints).toEqual([]);
  });
});

describe("a visit on a phone", () => {
  it("is readable and goes on where there is no signal, and is written down with the times at which things happened", async () => {
    const referralId = await offered();
    const { page, complaints } = await browser.openAs("Ash Sample", phone);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await accept(page, referralId);
    const visit = card(page, referralId);
    // My own visits open by themselves.
    await visit.getByText("Wren Standin").waitFor();
    await visit.getByText("Key safe 4711").waitFor();
    expect(await visit.getByRole("link", { name: "Map" }).getAttribute("href")).toBe(
      "geo:0,0?q=7%20Sample%20Close%2C%20Basildon%2C%20SS14%203AB",
    );
    expect(await visit.getByRole("link", { name: "Call", exact: true }).getAttribute("href")).toMatch(/^tel:/);
    await isGoodOnPhones(page);
    await visit.getByText("More", { exact: true }).click();
    await visit.getByRole("button", { name: "Copy for SystmOne" }).click();
    await visit.getByText(/^Copied/).waitFor();
    const atAccept = await page.evaluate<string>("navigator.clipboard.readText()");
    for (const words of ["SITUATION", "Name: Wren Standin", /Accepted by Ash Sample.*expected \d\d:\d\d/])
      expect(atAccept).toMatch(words);
    expect(atAccept).not.toContain("4711");
    await isGoodOnPhones(page);
    await step(page, referralId, "On my way", "On my way", "On my way");
    await board.until(referralId, "somebody on the way", (row) => row.state === "en-route", soonMs);

    await page.context().setOffline(true);
    await step(page, referralId, "Arrived", "Arrived", "Arrived");
    await visit.getByText(/kept on this device with its time/).waitFor();
    // The tab is closed at the door, and opened again.
    await page.reload();
    await visit.getByText("Wren Standin").waitFor();
    await visit.getByText(/Arrived, \d\d:\d\d:/).waitFor();
    await visit.getByText(/on this device only/).waitFor();
    await visit.getByRole("button", { name: "Hand on" }).waitFor();
    await isGoodOnPhones(page);
    const beforeSignalMs = Date.now();
    await page.context().setOffline(false);
    await board.until(referralId, "the arrival", (row) => row.state === "arrived", soonMs);
    await visit.getByText(/on this device only/).waitFor({ state: "detached" });
    const history = await system.clinicianOf("ucrt-basildon-brentwood").get(`/api/referrals/${referralId}/history`);
    const facts = history.body["history"] as readonly { type: string; at: string; recordedAt: string }[];
    const arrived = facts.find(({ type }) => type === "arrived");
    expect(Date.parse(arrived?.at ?? "")).toBeLessThanOrEqual(beforeSignalMs);
    expect(Date.parse(arrived?.recordedAt ?? "")).toBeGreaterThanOrEqual(beforeSignalMs);

    // Another service takes over; until somebody there has said so, it is ours.
    await visit.getByRole("button", { name: "Hand on" }).click();
    const onward = visit.getByRole("form", { name: "Hand on to a service" });
    await onward.getByText("Virtual ward").click();
    await isGoodOnPhones(page);
    await onward.getByRole("button", { name: "Asked, not accepted yet" }).click();
    await visit.getByText(/Your team is responsible until a named person/).waitFor();
    await visit.getByRole("button", { name: "Hand on" }).click();
    await onward.getByLabel("Accepted there by").fill("Alex Notreal");
    await onward.getByRole("button", { name: "Accepted there" }).click();
    await visit.getByText(/Virtual ward accepted: Alex Notreal/).waitFor();

    await visit.getByRole("button", { name: "Close", exact: true }).click();
    const close = visit.getByRole("form", { name: "Close" });
    expect(await close.getByText("Over two hours").count()).toBe(0);
    expect(await close.getByLabel("Accepted onward by").count()).toBe(0);
    await close.getByText("Virtual ward").click();
    await isGoodOnPhones(page);
    await close.getByRole("button", { name: "Close the visit" }).click();
    const closed = page.locator(`[data-closed="${referralId}"]`);
    await closed.getByRole("button", { name: "Copy for SystmOne" }).click();
    await closed.getByText(/^Copied/).waitFor();
    const atClose = await page.evaluate<string>("navigator.clipboard.readText()");
    for (const words of [
      /\d\d:\d\d On the way/,
      /\d\d:\d\d Arrived, first face to face/,
      "Virtual ward accepted: Alex Notreal",
      "Closed: virtual ward",
    ])
      expect(atClose).toMatch(words);

    const owed = page.locator(`[data-summary="${referralId}"]`);
    await owed.getByRole("button", { name: "Copy summary for the GP" }).click();
    await owed.getByText(/^Copied/).waitFor();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toMatch(/closure summary for the GP/);
    await isGoodOnPhones(page);
    await owed.getByRole("button", { name: "Sent to the GP" }).click();
    await owed.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it("says that a step could not be taken because somebody changed the visit meanwhile, until that was read", async () => {
    const referralId = await offered();
    const { page } = await browser.openAs("Ash Sample", phone);
    await accept(page, referralId);
    await card(page, referralId).getByText("Wren Standin").waitFor();
    await page.context().setOffline(true);
    await step(page, referralId, "Arrived", "Arrived", "Arrived");
    await card(page, referralId)
      .getByText(/kept on this device/)
      .waitFor();
    const back = await system
      .clinicianOf("ucrt-basildon-brentwood")
      .post(`/api/referrals/${referralId}/hand-back`, { reason: "capacity" });
    expect(back.status).toBe(200);
    await page.context().setOffline(false);
    await page.getByText(/“Arrived” of \d\d:\d\d was not taken/).waitFor();
    await isGoodOnPhones(page);
    await page.reload();
    await page.getByText(/“Arrived” of \d\d:\d\d was not taken/).waitFor();
    await page.getByRole("button", { name: "I have read this" }).click();
    await page.getByText(/was not taken/).waitFor({ state: "detached" });
  });
});

describe("a visit that does not go as planned", () => {
  it("asks the referrer to agree to a late time, and shows what they say", async () => {
    const referralId = await offered();
    const { page } = await browser.openAs("Ash Sample", phone);
    const offer = card(page, referralId);
    await offer.getByRole("button", { name: "Accept" }).click();
    const form = offer.getByRole("form", { name: "Accept" });
    await form.getByLabel("Expected there at").fill(timeIn(180));
    await form.getByText(/after the two-hour time .* It goes back to the referrer/).waitFor();
    await isGoodOnPhones(page);
    await form.getByRole("button", { name: "Accept, if the referrer agrees" }).click();
    await offer.getByText(/Waiting for the referrer to agree to \d\d:\d\d/).waitFor();
    expect((await system.coordinator.post(`/api/referrals/${referralId}/agree-time`, {})).status).toBe(200);
    await offer.getByText(/The referrer agreed to \d\d:\d\d/).waitFor();

    await offer.getByRole("button", { name: "Running late" }).click();
    const late = offer.getByRole("form", { name: "Running late" });
    await late.getByLabel("Now expected at").fill(timeIn(240));
    await late.getByLabel("Why").selectOption("capacity");
    await isGoodOnPhones(page);
    await late.getByRole("button", { name: "Tell everybody the new time" }).click();
    await offer.getByText(/Waiting for the referrer to agree/).waitFor();
    expect((await system.coordinator.post(`/api/referrals/${referralId}/decline-time`, {})).status).toBe(200);
    await offer.getByText(/The referrer said no to \d\d:\d\d/).waitFor();
    await isGoodOnPhones(page);

    // The same visit: nobody opens, and then it is worse than that.
    await offer.getByRole("button", { name: "Can’t get in" }).click();
    const tries = offer.getByRole("form", { name: "Can’t get in" });
    await tries.getByRole("button", { name: "No answer" }).click();
    await tries.getByRole("button", { name: "No answer" }).click();
    await tries.getByText(/2 calls, \d\d:\d\d and \d\d:\d\d/).waitFor();
    await tries.getByRole("button", { name: "Next of kin called" }).click();
    await tries.getByRole("button", { name: "Referrer called" }).click();
    await tries.getByText("Police", { exact: true }).click();
    await isGoodOnPhones(page);
    await tries.getByRole("button", { name: "Record what was tried" }).click();
    const row = await board.until(referralId, "nobody at the door", (one) => one.state === "no-access", soonMs);
    expect(row.lane).toBe("on-the-way");

    await offer.getByRole("button", { name: "Needs 999" }).click();
    const worse = offer.getByRole("form", { name: "Needs 999" });
    await worse.getByText("Can’t get in", { exact: true }).click();
    await isGoodOnPhones(page);
    await worse.getByRole("button", { name: "999 has been asked" }).click();
    await offer.getByText(/Shared responsibility with 999/).waitFor();
    await offer.getByRole("button", { name: "Handed over to 999" }).click();
    const handover = offer.getByRole("form", { name: "Handed over to 999" });
    await handover.getByLabel("Ambulance incident number").fill("EX-999-0001");
    await isGoodOnPhones(page);
    await handover.getByRole("button", { name: "Record the handover" }).click();
    await offer.getByText(/999 has taken over/).waitFor();
  });

  it("holds everybody back from an unsafe scene until two people have said that they know", async () => {
    const referralId = await offered({ flags: { sceneSafety: "unsafe" } });
    const { page } = await browser.openAs("Ash Sample", phone);
    const visit = card(page, referralId);
    await visit.getByRole("button", { name: "Accept" }).click();
    await visit.getByRole("form", { name: "Accept" }).getByRole("button", { name: "Accept" }).click();
    await visit.getByText(/Unsafe scene: do not go yet/).waitFor();
    expect(await visit.getByRole("button", { name: "On my way" }).count()).toBe(0);
    await isGoodOnPhones(page);
    await visit.getByRole("button", { name: "I know the scene is unsafe" }).click();
    await visit.getByText(/1 of 2 has/).waitFor();
    const lead = await browser.openAs("Bay Sample", phone);
    await card(lead.page, referralId).getByText("Scene unsafe").waitFor();
    await card(lead.page, referralId).getByRole("button").first().click();
    await card(lead.page, referralId).getByRole("button", { name: "I know the scene is unsafe" }).click();
    await visit.getByRole("button", { name: "On my way" }).waitFor();
  });
});

describe("the shift lead", () => {
  it("accepts for a registered visitor of the team, pauses the team until a time, and prints the handover", async () => {
    const referralId = await offered();
    const { page, complaints } = await browser.openAs("Bay Sample", phone);
    const offer = card(page, referralId);
    await offer.getByRole("button", { name: "Accept" }).click();
    const form = offer.getByRole("form", { name: "Accept" });
    await form.getByLabel("Who goes").selectOption({ label: "Ash Sample, clinician (HCPC)" });
    await isGoodOnPhones(page);
    await form.getByRole("button", { name: "Accept" }).click();
    const row = await board.until(referralId, "the acceptance", (one) => one.state === "accepted", soonMs);
    expect(row.visitor).toBe("Ash Sample");
    await page.getByText(/taken, expected there at/).waitFor();

    await page.locator(".app-own__state summary").click();
    await page.getByLabel(/Paused: no new offers/).check();
    await page.getByLabel(/^Until/).fill(timeIn(30));
    await page.getByLabel("Why").fill("Handover of the shift");
    await isGoodOnPhones(page);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText(/Paused until \d\d:\d\d: Handover of the shift/).waitFor();
    const spa = await browser.openAs("Robin Sample", wide);
    await waitFor(async () => (await spa.page.getByText(/paused/i).count()) > 0, "the pause in the strip of teams");

    await page.getByRole("link", { name: "Shift handover sheet" }).click();
    await page.getByRole("heading", { level: 1, name: /Shift handover/ }).waitFor();
    await page
      .getByText(/Ash Sample goes; expected/)
      .first()
      .waitFor();
    expect(await page.getByText("Wren Standin").count()).toBe(0);
    await isGoodOnPhones(page);
    await page.getByRole("button", { name: "Add names and addresses" }).click();
    await page
      .getByText(/Wren Standin, 7 Sample Close/)
      .first()
      .waitFor();
    await isGoodOnPhones(page);
    expect(complaints).toEqual([]);
  });
});

const timeIn = (minutes: number): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(
    Date.now() + minutes * 60_000,
  );
