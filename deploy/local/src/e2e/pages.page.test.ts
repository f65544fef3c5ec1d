// The pages in a real browser against all services: a crew refers from a phone, the single point of access decides on the live board, a team
// accepts, the crew is told (a board that is cut off: `board-faults.page.test.ts`). Every page is checked for accessibility at both widths.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { suitableReferral } from "../simulation/journey.ts";
import { placesWith } from "./canary-scan.ts";
import { fillCrewReferral, sendCrewReferral } from "./crew-refers.ts";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
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

const openAs: Chromium["openAs"] = (name, viewport) => browser.openAs(name, viewport);

describe("a referral in the browser", () => {
  it("goes from the crew's phone over the board to the team's phone and back", async () => {
    const crew = await openAs("Rowan Sample Paramedic", phone);
    await fillCrewReferral(crew.page, "EX-PAGE-0001");
    expect(await broken(crew.page)).toEqual([]);
    expect(await fits(crew.page)).toBe(true);

    await crew.page.getByRole("button", { name: "Would they take it?" }).click();
    await crew.page.getByText("Likely team: Basildon and Brentwood").waitFor();
    await crew.page.getByText("This is not a referral. Nobody has been told.").waitFor();
    const referralId = await sendCrewReferral(crew.page);

    // No red flags were ruled out, so a clinician decides before anybody is asked.
    const spa = await openAs("Morgan Sample", wide);
    await spa.page.getByText("Live", { exact: true }).waitFor();
    const row = spa.page.locator(`[data-referral="${referralId}"]`);
    await row.getByText("Basildon and Brentwood · 85").waitFor();
    await row.getByRole("button", { name: "Decide" }).click();
    await row.getByLabel("Outcome").selectOption("suitable");
    await row.getByLabel("Why", { exact: true }).selectOption("new-information");
    expect(await broken(spa.page)).toEqual([]);
    await row.getByRole("form", { name: "Decide" }).getByRole("button", { name: "Decide" }).click();
    await row.getByText("Offered to Basildon and Brentwood", { exact: false }).first().waitFor();

    const team = await openAs("Ash Sample", phone);
    await team.page.getByRole("heading", { name: "Ring: 1 new offer" }).waitFor();
    expect(await broken(team.page)).toEqual([]);
    expect(await fits(team.page)).toBe(true);
    await row.getByText("Offered to Basildon and Brentwood, seen").waitFor();
    const offer = team.page.locator(`[data-referral="${referralId}"]`);
    await offer.getByRole("button", { name: "Accept" }).click();
    await offer.getByRole("form", { name: "Accept" }).getByRole("button", { name: "Accept" }).click();
    await team.page.getByRole("button", { name: "On my way" }).waitFor();

    await crew.page.getByRole("heading", { name: /Accepted by Ash Sample/ }).waitFor();
    await crew.page.getByRole("button", { name: "I am leaving" }).click();
    await crew.page.getByText("I am leaving: recorded.").waitFor();
    expect(await broken(crew.page)).toEqual([]);

    await spa.page.mouse.move(0, 0);
    await spa.page.getByRole("region", { name: "On the way" }).locator(`[data-referral="${referralId}"]`).waitFor();
    await row.getByRole("link", { name: /Basildon and Brentwood/ }).click();
    await spa.page.getByRole("heading", { name: "Teams considered" }).waitFor();
    await spa.page.getByText("What the criteria say").waitFor();
    expect(await broken(spa.page)).toEqual([]);
    expect(await spa.page.title()).not.toMatch(/85|Basildon/);
    expect([...crew.complaints, ...spa.complaints, ...team.complaints]).toEqual([]);
  });

  it("is found by the number that the crew reads out on the telephone", async () => {
    const crew = await openAs("Rowan Sample Paramedic", phone);
    await crew.page.goto("/my-referrals");
    const number = (await crew.page.locator(".app-number").first().textContent()) ?? "";
    expect(number).toMatch(/^UCR-\w{4}-\w{4}$/);
    expect(await broken(crew.page)).toEqual([]);
    expect(await fits(crew.page)).toBe(true);
    await crew.page.getByRole("article").first().getByRole("link").click();
    await crew.page.getByText(number, { exact: true }).waitFor();
    expect(await broken(crew.page)).toEqual([]);
    expect(await fits(crew.page)).toBe(true);

    // Typed while listening, with "Name" still chosen.
    const spa = await openAs("Robin Sample", wide);
    await spa.page.getByLabel("Search for").fill(`${number.toLowerCase().replaceAll("-", " ")} `);
    await spa.page.getByRole("button", { name: "Search", exact: true }).click();
    const found = spa.page.locator(".app-search__found");
    await found.getByText(number, { exact: true }).waitFor();
    // The referral, and the way to record a call about it.
    expect(await found.getByRole("link").count()).toBe(2);
    expect(await spa.page.getByTitle(`Referral number ${number}`).count()).toBe(1);
    for (const width of [wide, phone]) {
      await spa.page.setViewportSize(width);
      expect(await broken(spa.page)).toEqual([]);
      expect(await fits(spa.page)).toBe(true);
    }
    await found.getByRole("link").first().click();
    await spa.page.getByText(`Referral number ${number}`, { exact: true }).waitFor();
    for (const width of [phone, wide]) {
      await spa.page.setViewportSize(width);
      expect(await broken(spa.page)).toEqual([]);
      expect(await fits(spa.page)).toBe(true);
    }

    await spa.page.goBack();
    await spa.page.getByLabel("Search by").selectOption("Referral number");
    await spa.page.getByLabel("Search for").fill("UCR-7K2M");
    await spa.page.getByRole("button", { name: "Search", exact: true }).click();
    await spa.page.getByText("this must be UCR- and eight letters or digits", { exact: false }).waitFor();
    expect(await broken(spa.page)).toEqual([]);
    expect([...crew.complaints, ...spa.complaints]).toEqual([]);
  });

  it("is found on the board by keyboard alone", async () => {
    const { page } = await openAs("Robin Sample", wide);
    await page.locator("[data-referral]").first().waitFor();
    await page.keyboard.press("j");
    const focused = await page.evaluate<string | null>("document.activeElement.getAttribute('href')");
    expect(focused).toMatch(/^\/referrals\//);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/referrals\//);
    await page.goBack();
    await page.locator("[data-referral]").first().waitFor();
    await page.keyboard.press("n");
    await page.waitForURL(/\/call\//);
  });
});

describe("every page", () => {
  const each: readonly (readonly [person: string, path: string, heading: string])[] = [
    ["Robin Sample", "/board", "Live board"],
    ["Robin Sample", "/call", "New call"],
    ["Robin Sample", "/throughput", "Throughput"],
    ["Bay Sample", "/team", "Basildon and Brentwood"],
    ["Bryony Sample", "/my-referrals", "Referrals of your organisation"],
    ["Alder Sample", "/board?wall", "Live board"],
    ["Cedar Sample", "/throughput", "This page is not for your role"],
    ["Oakley Sample", "/parked", "Parked messages"],
    ["Myrtle Sample", "/api/docs", "Interface for integrators"],
    ["Cedar Sample", "/board", "This page is not for your role"],
    ["Cedar Sample", "/no-such-page", "Page not found"],
  ];

  it.each(each)("%s at %s meets WCAG 2.2 AA, wide and on a phone, and fits it", async (person, path, heading) => {
    const { page, complaints } = await openAs(person, wide);
    await page.goto(path);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor({ state: "attached" });
    await expect.poll(async () => page.getByText(/^(Loading …|Connecting)$/).count()).toBe(0);
    expect(await broken(page)).toEqual([]);
    await page.setViewportSize(phone);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it("keeps the role picker accessible", async () => {
    const page = await browser.open(phone);
    await page.goto("/sign-in");
    await page.getByRole("heading", { name: "Demonstration: choose a role" }).waitFor();
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });
});

describe("what a browser keeps", () => {
  it("N78: holds nothing of a patient in the clear, in no title, address, storage, database or cache, on the crew's phone and on the board", async () => {
    const words = ["07700 900178", "07700900178", "Wren Testcase", "Goldcrest"];
    const crew = await openAs("Rowan Sample Paramedic", phone);
    await fillCrewReferral(crew.page, "EX-PAGE-0078");
    await crew.page.getByLabel("Number to ring you back").fill("07700 900178");
    expect(await placesWith(crew.page, words)).toEqual([]);
    await sendCrewReferral(crew.page);
    expect(await placesWith(crew.page, words)).toEqual([]);
    // The scan can find something.
    await crew.page.evaluate(`localStorage.setItem("planted", "WREN TESTCASE")`);
    expect(await placesWith(crew.page, words)).toEqual(["localStorage: Wren Testcase"]);
    await crew.page.evaluate(`localStorage.removeItem("planted")`);

    const referral = suitableReferral("ambulance", Date.now());
    const patient = referral.message["patient"] as Readonly<Record<string, unknown>>;
    const named = { ...referral.message, patient: { ...patient, name: "Wren Testcase Goldcrest" } };
    const sent = await system.senders.crew.post("/api/feeds/ambulance/referrals", named, referral.requestId);
    expect(sent.status).toBe(202);
    const id = String(sent.body["referralId"]);
    const spa = await openAs("Robin Sample", wide);
    await spa.page.locator(`[data-referral="${id}"]`).first().waitFor();
    await spa.page.goto(`/referrals/${id}`);
    await spa.page.getByText("Wren Testcase Goldcrest").first().waitFor();
    expect(await placesWith(spa.page, words)).toEqual([]);
  });
});
