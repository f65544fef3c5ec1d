// The telephone as a front door, in a real browser: a call taken by the keyboard alone up to what the caller is told; a call that its owner left, taken up by a
// colleague; a candidate of the 999 stack that goes while it is looked at; the sheet for the day when everything is down; what was written on it entered afterwards.
import { mkdirSync } from "node:fs";
import { referralNumberOf } from "@ucrt/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let browser: Chromium;
beforeAll(async () => {
  [system, browser] = await Promise.all([startWholeSystem(), startChromium(() => system.stack.webUrl)]);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

const narrow = { width: 320, height: 640 };
const isWhole = async (page: Page): Promise<void> => {
  for (const size of [phone, narrow, wide]) {
    await page.setViewportSize(size);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  }
};
const shots = process.env["SHOTS"];
const shot = async (page: Page, name: string): Promise<void> => {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  for (const size of [phone, narrow, wide]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${shots}/${name}-${size.width}.png`, fullPage: true });
  }
};

/** Types into the field that has the focus and goes on with Tab. */
const type = async (page: Page, label: string, text: string): Promise<void> => {
  const focused = await page.evaluate<string>(
    "(document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent ?? '')",
  );
  expect(focused).toContain(label);
  await page.keyboard.type(text);
  await page.keyboard.press("Tab");
};

/** How many calls are not finished, asked as whoever is signed in to the page: another organisation has none. */
const unfinishedOf = (page: Page): Promise<number> =>
  page.evaluate<number>("fetch('/api/call-drafts').then((answer) => answer.json()).then(({ rows }) => rows.length)");

describe("a telephone call", () => {
  it("is taken by the keyboard alone, from N to what the caller is told", async () => {
    const { page, complaints } = await browser.openAs("Robin Sample", wide);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.keyboard.press("n");
    await page.waitForURL(/\/call\/[0-9a-f-]{36}/);
    await page.getByRole("heading", { name: "New call" }).waitFor();
    await page.locator("#call-callBack:focus").waitFor();

    await type(page, "Call-back number", "07700 900451");
    await page.getByText(/^Saved \d\d:\d\d:\d\d$/).waitFor();
    await type(page, "Caller’s name", "Sam Carehome");
    await type(page, "Calling from", "Care home");
    // The only care home of the directory has chosen itself.
    await type(page, "Organisation", "");
    await type(page, "Caller’s role", "Senior carer");
    await type(page, "Name", "Ivy Fictitious");
    await type(page, "Date of birth", "27031941");
    await type(page, "NHS number", "");
    await type(page, "Sex", "Female");
    await type(page, "Address", "1 Sample Close, Basildon");
    await type(page, "Postcode", "SS14 3AB");
    await type(page, "That is", "Care home");
    await type(page, "Phone there", "");
    await type(page, "How to get in", "");
    await type(page, "Main need", "Catheter");
    await type(page, "What happened", "Catheter blocked since this morning.");
    await type(page, "Their case number", "");
    for (let question = 0; question < 4; question += 1) {
      await page.keyboard.press("y");
      await page.keyboard.press("Tab");
    }
    await type(page, "Looked for by", "The caller, a registered");
    // The same criteria as in the service, worked out in the page: nothing was asked of anybody.
    await page.getByRole("region", { name: "The criteria so far" }).getByText("Suitable", { exact: true }).waitFor();
    await shot(page, "call");
    await isWhole(page);
    expect(await page.title()).toBe("New call – Urgent community response");
    expect(page.url()).not.toMatch(/Ivy|900451|new/);
    expect(await page.evaluate<string>("JSON.stringify([{...localStorage}, {...sessionStorage}])")).not.toMatch(
      /Ivy|900451/,
    );
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}$/);
    await page.getByRole("heading", { name: "Tell the caller" }).waitFor();
    await page.getByText(/(is asked now and answers|A clinician of ours decides) by \d\d:\d\d/).waitFor();
    await shot(page, "told");
    await isWhole(page);
    const referralId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    const { body } = await system.coordinator.get(`/api/referrals/${referralId}`);
    expect(body).toMatchObject({ channel: "phone", source: "care-home", person: { name: "Ivy Fictitious" } });
    // What was typed is nowhere else any more.
    await expect.poll(() => unfinishedOf(page), { timeout: 15_000 }).toBe(0);

    // The next caller asks about the same person: the answer is there before the call is written down.
    await page.keyboard.press("n");
    await page.locator("#call-callBack:focus").waitFor();
    await page.keyboard.type("07700 900451");
    await page.getByText("Same caller’s number: already open").waitFor();
    await shot(page, "duplicate");
    await page.getByRole("button", { name: "Record this call on it" }).click();
    await page.waitForURL(new RegExp(`/referrals/${referralId}`));
    const form = page.getByRole("form", { name: "Record a call" });
    // What was typed came along, and is kept as an unfinished call until it is recorded, also over a reload.
    await page.reload();
    expect(await form.getByLabel("Note").inputValue()).toBe("Call-back number: 07700 900451.");
    expect(await form.getByLabel("Which way").inputValue()).toBe("received");
    expect(page.url()).not.toMatch(/900451/);
    expect(await unfinishedOf(page)).toBe(1);
    await form.getByLabel("Whom").selectOption("referrer");
    await form.getByLabel("Name of the person reached").fill("Sam Carehome");
    await form.getByLabel("Reached", { exact: true }).selectOption("Yes");
    await form.getByLabel("Agreed").selectOption("will-wait");
    await form.getByRole("button", { name: "Record a call" }).click();
    const log = page.getByRole("region", { name: "Contact log" });
    await log.getByText("Call from the referrer: will wait").waitFor();
    await log.getByText("Spoke with Sam Carehome", { exact: false }).waitFor();
    await expect.poll(() => unfinishedOf(page), { timeout: 15_000 }).toBe(0);
    await shot(page, "referral");
    await isWhole(page);
    expect(complaints).toEqual([]);
  });
});

/** A call with only a number and a need, as somebody leaves it. */
const beginCall = async (page: Page, number: string): Promise<string> => {
  await page.goto("/call");
  await page.locator("#call-callBack:focus").waitFor();
  await page.getByLabel("Call-back number").fill(number);
  await page.getByLabel("Main need", { exact: true }).selectOption("FALL");
  await page.getByText(/^Saved \d\d:\d\d:\d\d$/).waitFor();
  return new URL(page.url()).pathname;
};

describe("a call that its owner left", () => {
  it("stands on the board with its owner, and a colleague takes it up with all that was typed; the first tab is told", async () => {
    const owner = await browser.openAs("Robin Sample", wide);
    const path = await beginCall(owner.page, "07700 900462");
    const colleague = await browser.openAs("Morgan Sample", wide);
    await colleague.page.getByRole("link", { name: "1 call not finished" }).click();
    await colleague.page.getByText("Robin Sample, since", { exact: false }).waitFor();
    expect(await colleague.page.locator("main").textContent()).not.toContain("900462");
    await shot(colleague.page, "unfinished");
    await isWhole(colleague.page);
    await colleague.page.getByRole("button", { name: "Take it up" }).click();
    await colleague.page.waitForURL((url) => url.pathname === path);
    await expect
      .poll(async () => colleague.page.getByLabel("Call-back number").inputValue(), { timeout: 15_000 })
      .toBe("07700 900462");

    await owner.page.getByLabel("Caller’s name").fill("Typed too late");
    await owner.page
      .getByRole("alert")
      .getByText("Morgan Sample’s call", { exact: false })
      .or(owner.page.getByRole("alert").getByText("Morgan Sample's call", { exact: false }))
      .waitFor();
    expect(await owner.page.getByLabel("Caller’s name").isDisabled()).toBe(true);

    await colleague.page.getByRole("button", { name: "Not a referral …" }).click();
    await colleague.page.getByLabel("Why it becomes no referral").selectOption("advice-given");
    await colleague.page.getByRole("button", { name: "Discard what was typed" }).click();
    await colleague.page.waitForURL(/\/board$/);
    expect(await unfinishedOf(colleague.page)).toBe(0);
    expect([...owner.complaints, ...colleague.complaints]).toEqual([]);
  });
});

describe("the stack of 999", () => {
  it("lets a candidate be asked for, and says why one went that vanished meanwhile", async () => {
    // A stack whose operator has not answered a take yet.
    const stack = personAtWork(system.stack.webUrl, {
      name: "CAD",
      role: "feed",
      organisation: "RYC",
      feeds: ["ambulance"],
    });
    const sent = await stack.post("/api/feeds/ambulance/referrals", {
      kind: "referral",
      incidentNumber: "EX-GONE-0001",
      organisation: "RYC",
      channel: "system",
      transfer: "stack-pull",
      arpCategory: "C4",
      patient: { estimatedAgeYears: 81, sex: "female" },
      incident: { lines: ["3 Sample Close"], postcode: "SS14 3AB" },
      need: { code: "FRAILTY" },
      callBackNumber: "01632 960401",
    });
    expect(sent.status).toBe(202);
    const { page, complaints } = await browser.openAs("Morgan Sample", wide);
    await page.getByRole("button", { name: "999 candidates (1)" }).click();
    const row = page.locator(".app-lanes [data-referral]");
    await row.getByRole("button", { name: "Ask 999 for it" }).waitFor();
    await row.getByRole("button", { name: "Ask 999 for it" }).click();
    await row.getByRole("form", { name: "Ask 999 for it" }).getByRole("button", { name: "Ask 999 for it" }).click();
    // Asked is not taken: the row stays a candidate until 999 says so.
    await row.getByText("999 confirms by").waitFor();
    expect(
      await page.getByRole("region", { name: "Candidates in the 999 stack" }).locator("[data-referral]").count(),
    ).toBe(1);
    const path = `/api/submissions/${String(sent.body["referralId"])}/withdraw`;
    expect((await stack.post(path, { reason: "upgraded" })).status).toBe(202);
    await page.mouse.move(0, 0);
    await page.locator("[data-gone]").getByText("999 upgraded it").waitFor();
    expect(
      await page.getByRole("region", { name: "Candidates in the 999 stack" }).locator("[data-referral]").count(),
    ).toBe(0);
    await shot(page, "candidates");
    await isWhole(page);
    expect(complaints).toEqual([]);
  });
});

describe("when everything is down", () => {
  it("has every open case and blank forms on paper, black on white, and keeps them when nothing answers any more", async () => {
    const { page, complaints } = await browser.openAs("Robin Sample", wide);
    await page.goto("/fallback");
    await page.getByText("Ivy Fictitious").waitFor();
    expect(await page.locator(".app-sheet__paper").textContent()).not.toMatch(/1941|999 ?\d{3} ?\d{4}/);
    await shot(page, "fallback");
    await isWhole(page);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
    // The open cases of this file fit one page, and each blank form has one of its own.
    expect(pages).toHaveLength(3);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    expect(await page.locator(".app-header").isVisible()).toBe(false);
    await page.emulateMedia({ media: "screen" });

    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Make it new" }).click();
    await page.getByText(/Not made new: this is how it was/).waitFor();
    await page.getByText("Ivy Fictitious").waitFor();
    await page.context().setOffline(false);
    expect(complaints).toEqual([]);
  });

  it("takes in afterwards what was written on paper: a call with its time, refused when that is to come, and a new referral", async () => {
    const { body } = await system.coordinator.get("/api/queue");
    const rows = body["rows"] as readonly { referralId: string; state: string; source: string }[];
    const open = rows.find((row) => row.source === "care-home");
    const { page, complaints } = await browser.openAs("Morgan Sample", wide);
    await page.goto("/catch-up");
    await page.locator("#paper-number:focus").waitFor();
    await page.keyboard.type(referralNumberOf(open?.referralId ?? ""));
    await page.keyboard.press("Enter");
    await page.locator("#what-happened:focus").waitFor();
    await page.getByLabel("What happened", { exact: true }).selectOption("record-call");
    const form = page.getByRole("form", { name: "Record a call" });
    await form.getByLabel("Whom").selectOption("referrer");
    await form.getByLabel("Reached", { exact: true }).selectOption("Yes");
    await form.getByLabel("Agreed").selectOption("will-wait");
    const now = Date.now();
    const london = (ms: number): string =>
      new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(ms);
    await form.getByLabel("Happened at").fill(london(now + 3 * 3_600_000));
    await form.getByRole("button", { name: "Record a call" }).click();
    await form.getByText("It cannot have happened later than now.", { exact: false }).waitFor();
    await form.getByLabel("Happened at").fill(london(now));
    await form.getByRole("button", { name: "Record a call" }).click();
    await page.getByRole("log", { name: "Entered" }).getByText("Record a call: recorded.", { exact: false }).waitFor();
    await page.locator("#paper-number:focus").waitFor();
    await shot(page, "catch-up");
    await isWhole(page);
    await page.getByRole("link", { name: "A new call from paper" }).click();
    await page.getByRole("heading", { name: "A call from paper" }).waitFor();
    await page.getByLabel("Call-back number").fill("07700 900473");
    await page.getByLabel("Caller’s name").fill("Ash Relative");
    await page.getByLabel("Calling from").selectOption("carer");
    await page.getByLabel("Taken on paper at").fill(london(now - 30 * 60_000));
    await page.getByLabel("Address", { exact: true }).fill("4 Sample Close");
    await page.getByLabel("Postcode").fill("SS14 3AB");
    await page.getByLabel("Main need", { exact: true }).selectOption("CARER");
    await page.getByRole("button", { name: /^Send referral/ }).click();
    await page.waitForURL(/\/catch-up$/);
    const entered = page.getByRole("log", { name: "Entered" });
    await entered.getByText("New call from paper: sent.", { exact: false }).waitFor();
    expect(await entered.getByRole("listitem").count()).toBe(2);
    expect(complaints).toEqual([]);
  });
});
