// Those who watch over the service, in a real browser: the service lead reads teams, refusals and a past minute; a clinician judges the drawn sample; an
// opening of access notes is on the privacy officer's page at once, is reviewed, and a person's record is put together. Every page at three widths with axe.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LiveBoard } from "../simulation/live-board.ts";
import { suitableReferral } from "../simulation/journey.ts";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

const nhsNumber = "9990000026";
const team = "ucrt-basildon-brentwood";

let system: WholeSystem;
let browser: Chromium;
let board: LiveBoard;

type Page = Awaited<ReturnType<Chromium["openAs"]>>["page"];

beforeAll(async () => {
  [system, browser] = await Promise.all([startWholeSystem(), startChromium(() => system.stack.webUrl)]);
  board = await system.openBoard();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

async function looksRight(page: Page): Promise<void> {
  for (const viewport of [wide, phone, { width: 320, height: 700 }]) {
    await page.setViewportSize(viewport);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  }
  await page.setViewportSize(wide);
}

/** A referral that is offered to the team. */
async function offered(): Promise<{ readonly referralId: string; readonly offerId: string }> {
  const referral = suitableReferral("ambulance", Date.now());
  const patient = { ...(referral.message["patient"] as object), name: "Fern Sample", nhsNumber };
  const sent = await system.senders.overHttp({ ...referral, message: { ...referral.message, patient } });
  expect(sent.status, JSON.stringify(sent.body)).toBe(202);
  const referralId = String(sent.body["referralId"]);
  const row = await board.until(referralId, "offered", ({ offer }) => offer?.team === team, 60_000);
  return { referralId, offerId: row.offer?.offerId ?? "" };
}

it("the service lead sees teams and refusals, a past minute by keyboard, and a clinician judges what was drawn", async () => {
  const first = await offered();
  const minuteBefore = Date.now();
  const lead = await browser.openAs("Alder Sample", wide);
  await lead.page.waitForURL(/\/service$/);
  const ownTeam = lead.page.getByRole("row", { name: /^Basildon and Brentwood/ }).first();
  await expect.poll(() => ownTeam.getByRole("cell").nth(2).textContent(), { timeout: 30_000 }).toBe("1");
  const declined = await system
    .clinicianOf(team)
    .post(`/api/referrals/${first.referralId}/decline`, { offerId: first.offerId, reason: "capacity" });
  expect(declined.status).toBe(200);
  await expect.poll(() => ownTeam.getByRole("cell").nth(2).textContent(), { timeout: 30_000 }).toBe("0");
  await lead.page.reload();
  const byTeam = lead.page.getByRole("region", { name: "By team" });
  await byTeam.getByRole("columnheader", { name: "Declined: capacity" }).waitFor();
  await byTeam.getByRole("row", { name: /Basildon and Brentwood 1/ }).waitFor();
  await looksRight(lead.page);

  // The minute in which it was offered: on the slider, one step of the arrow key is one minute.
  await lead.page.goto(`/then?at=${new Date(minuteBefore - 600_000).toISOString()}`);
  await lead.page.getByText("0 open", { exact: false }).waitFor();
  const slider = lead.page.getByLabel("Minute of the day", { exact: false });
  await slider.focus();
  const atFirst = Number(await slider.inputValue());
  await lead.page.keyboard.press("ArrowRight");
  await expect.poll(async () => Number(await slider.inputValue()), { timeout: 30_000 }).toBe(atFirst + 1);
  // Between the offer and the decline, to the millisecond.
  const then = await system.serviceLead.get(`/api/queue?at=${new Date(minuteBefore).toISOString()}`);
  expect(then.body["rows"]).toMatchObject([{ referralId: first.referralId, state: "offered" }]);
  await looksRight(lead.page);

  const clinician = await browser.openAs("Morgan Sample", wide);
  await clinician.page.goto("/audit-sample");
  const drawn = clinician.page.locator(`[data-referral="${first.referralId}"]`);
  await drawn.getByText("Declined by Basildon and Brentwood: capacity").waitFor();
  expect(await clinician.page.content()).not.toMatch(/Fern Sample|9990000026/);
  await drawn.getByLabel("Disagree").check();
  await drawn.getByLabel("Why").selectOption("A team could have seen this person");
  await looksRight(clinician.page);
  await drawn.getByRole("button", { name: "Record" }).click();
  await clinician.page.getByText("1 of 1 judged", { exact: false }).waitFor();
  await looksRight(clinician.page);
  await lead.page.goto("/audit-sample");
  await lead.page.getByText("0 agree, 1 disagree", { exact: false }).waitFor();
  expect([...lead.complaints, ...clinician.complaints]).toEqual([]);
});

it("N24: access notes opened by break-glass are on the privacy officer's page at once, and are reviewed there", async () => {
  const { referralId } = await offered();
  const officer = await browser.openAs("Myrtle Sample", wide);
  await officer.page.waitForURL(/\/privacy$/);
  await officer.page.getByText("Nothing waits for a review.").waitFor();
  const refused = await system.coordinator.post(`/api/referrals/${referralId}/break-glass`, {});
  expect(refused.status).toBe(422);
  const spa = await browser.openAs("Robin Sample", wide);
  await spa.page.goto(`/referrals/${referralId}`);
  await spa.page.getByText("Access notes open for the accepting team", { exact: false }).waitFor();
  expect(await spa.page.getByText("Access", { exact: true }).count()).toBe(0);
  await spa.page.getByText("Open what is hidden, with a reason").click();
  await looksRight(spa.page);
  await spa.page.getByRole("button", { name: "Clinician at the door" }).click();
  await spa.page.getByText("Access", { exact: true }).waitFor();
  const opening = officer.page.getByRole("article");
  await opening.getByText("Robin Sample, SPA coordinator").waitFor();
  await opening.getByText("Record with the person and how to get in", { exact: false }).waitFor();
  await looksRight(officer.page);
  await opening.getByLabel("What you found").selectOption("Justified");
  await opening.getByRole("button", { name: "Record review" }).click();
  await officer.page.getByText("0 to review", { exact: false }).waitFor();
  await officer.page.getByText("Reviewed (1 shown)").click();
  await officer.page.getByText("Justified, Myrtle Sample", { exact: false }).waitFor();
  expect([...officer.complaints, ...spa.complaints]).toEqual([]);
});

it("a person's record opens by NHS number without leaving it anywhere, says who looked, and is saved as a file", async () => {
  const officer = await browser.openAs("Myrtle Sample", wide);
  await officer.page.getByLabel("NHS number").fill("999 000 0026");
  await officer.page.getByLabel("Why").selectOption("Subject access request");
  await officer.page.getByRole("button", { name: "Open the record" }).click();
  const record = officer.page.getByRole("region", { name: /^Referral UCR-/ }).first();
  await record.getByText("Fern Sample").first().waitFor();
  await record.getByRole("row", { name: /Myrtle Sample Privacy officer Whole record/ }).waitFor();
  await looksRight(officer.page);
  const [download] = await Promise.all([
    officer.page.waitForEvent("download"),
    officer.page.getByRole("button", { name: "Save as a file" }).click(),
  ]);
  expect(await readFile(await download.path(), "utf8")).toContain("Fern Sample");
  const left = await officer.page.evaluate<string>(
    `[location.href, document.title, JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join(" ")`,
  );
  expect(`${left} ${download.suggestedFilename()}`).not.toMatch(/999 ?000 ?0026|Fern/);
  await officer.page.getByRole("button", { name: "Close the record" }).click();
  expect(await officer.page.content()).not.toMatch(/Fern Sample|999 ?000 ?0026/);
  const other = await browser.openAs("Robin Sample", wide);
  for (const path of ["/privacy", "/service", "/then"]) {
    await other.page.goto(path);
    await other.page.getByRole("heading", { name: "This page is not for your role" }).waitFor();
  }
  expect([...officer.complaints, ...other.complaints]).toEqual([]);
});
