// The single point of access at work on its board, in a real browser: two people and one case, putting aside, taking back, alarms, keys, the wall.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { teams } from "../simulation/cast.ts";
import { suitableReferral } from "../simulation/journey.ts";
import { broken, fits, startChromium, wide, type Chromium, type Opened } from "./pages-in-chromium.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let browser: Chromium;
let robin: Opened;
let morgan: Opened;
let referralId: string;

const narrow = { width: 320, height: 700 };
const wall = { width: 1920, height: 1080 };

beforeAll(async () => {
  [system, browser] = await Promise.all([startWholeSystem({ area: "load" }), startChromium(() => system.stack.webUrl)]);
  referralId = await refer();
  [robin, morgan] = await Promise.all([browser.openAs("Robin Sample", wide), browser.openAs("Morgan Sample", wide)]);
  for (const { page } of [robin, morgan]) await rowOf(page).getByText("Clinician decides", { exact: true }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

type Page = Opened["page"];
const rowOf = (page: Page, id = referralId) => page.locator(`[data-referral="${id}"]`);

/** Somebody must decide: no red flags were ruled out, so a clinician does before anybody is offered it. */
async function refer(): Promise<string> {
  const message = { ...undecided, incidentNumber: `EX-BOARD-${referred++}` };
  const { body, status } = await system.senders.crew.post("/api/feeds/ambulance/referrals", message);
  expect(status).toBe(202);
  return String(body["referralId"]);
}
let referred = 1;

const numbers = { callBack: "07700 900103", bypass: "07700 900103", outOfHours: "07700 900103" };
const undecided = {
  kind: "referral",
  organisation: "RYC",
  channel: "form",
  transfer: "crew-on-scene",
  crew: { callSign: "EX418", clinician: { name: "Sorrel Sample", role: "Paramedic" }, numbers },
  patient: { estimatedAgeYears: 79, sex: "male" },
  incident: { lines: ["3 Sample Close"], postcode: "SS14 3AB" },
  need: { code: "FRAILTY" },
};

/** Lets go of the row: no pointer on it, no focus in it. */
async function letGo(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate("document.activeElement?.blur()");
}

describe("two people of the single point of access and one case", () => {
  it("see who is on it and for how long; a second claim is refused with who, and taken over only deliberately", async () => {
    await rowOf(robin.page).getByRole("button", { name: "I am on it" }).click();
    await rowOf(robin.page)
      .getByText(/^You are on it, .* left$/)
      .waitFor();
    await rowOf(morgan.page)
      .getByText(/^Robin Sample is on it, .* left$/)
      .waitFor();

    const refused = await morgan.page.evaluate<{
      status: number;
      body: { reason: string; current: { claimedBy: { name: string } } };
    }>(
      `fetch("/api/referrals/${referralId}/claim", { method: "POST", headers: { "content-type": "application/json", "x-request-id": crypto.randomUUID() }, body: "{}" })
        .then(async (response) => ({ status: response.status, body: await response.json() }))`,
    );
    expect(refused).toMatchObject({
      status: 409,
      body: { reason: "REF_CLAIMED_BY_OTHER", current: { claimedBy: { name: "Robin Sample" } } },
    });

    await rowOf(morgan.page).getByRole("button", { name: "I am on it" }).click();
    await rowOf(morgan.page).getByLabel("Take it over from Robin Sample").check();
    expect(await broken(morgan.page)).toEqual([]);
    await rowOf(morgan.page).getByRole("form").getByRole("button", { name: "I am on it" }).click();
    await rowOf(robin.page)
      .getByText(/^Morgan Sample is on it, .* left$/)
      .waitFor();
    // The former claim cannot be given back in Robin's name: no undo is offered.
    expect(await morgan.page.locator("[data-undo]").count()).toBe(0);
  });

  it("are told why a button is missing: a coordinator decides nothing clinical", async () => {
    await rowOf(robin.page).getByText("Deciding: SPA clinicians only").waitFor();
    expect(await rowOf(robin.page).getByRole("button", { name: "Decide" }).count()).toBe(0);
    await rowOf(morgan.page).getByRole("button", { name: "Decide" }).waitFor();
  });

  it("take back by a key what they have just done, as a command with a fact of its own", async () => {
    await rowOf(morgan.page).getByRole("button", { name: "Release" }).click();
    await rowOf(morgan.page).getByRole("button", { name: "Undo: Release" }).waitFor();
    await morgan.page.keyboard.press("z");
    await rowOf(morgan.page).getByText("Undone: Release.").waitFor();
    await rowOf(morgan.page)
      .getByText(/^You are on it, .* left$/)
      .waitFor();
    const types = (await system.facts()).get(referralId)?.map(({ type }) => type) ?? [];
    expect(types.filter((type) => type.startsWith("claim")).slice(-2)).toEqual(["claim-released", "claimed"]);
  });

  it("put a row aside: with who, why and a count at the end of its lane; it comes back when something happens", async () => {
    // A fresh one: what rings cannot be put aside, and is not folded when its deadline is near.
    const fresh = await refer();
    const row = rowOf(robin.page, fresh);
    await row.getByText("Clinician decides", { exact: true }).waitFor();
    await row.getByRole("button", { name: "More" }).click();
    await row.getByRole("button", { name: "Put aside" }).click();
    await row.getByLabel("Why", { exact: true }).selectOption("call-back-awaited");
    await row.getByRole("form", { name: "Put aside" }).getByRole("button", { name: "Put aside" }).click();
    for (const { page } of [robin, morgan]) {
      await letGo(page);
      const lane = page.getByRole("region", { name: "Decide now" });
      await lane.getByRole("button", { name: "1 put aside" }).click();
      await rowOf(page, fresh)
        .getByText(/^Put aside by Robin Sample until \d\d:\d\d: waiting for a call back$/)
        .waitFor();
    }
    expect(await broken(morgan.page)).toEqual([]);
    await system.spaClinician.post(`/api/referrals/${fresh}/note`, { note: "The daughter rang." });
    await row.getByText("Put aside by Robin Sample", { exact: false }).waitFor({ state: "detached" });
    expect([...robin.complaints, ...morgan.complaints]).toEqual([]);
  });
});

describe("the board", () => {
  it("says in words what rings, lets its sound be turned on and silenced by key, and hides nothing by it", async () => {
    const { page } = robin;
    const alarms = page.getByRole("group", { name: "Alarms" });
    // Nobody takes work now: the next one rings at once.
    for (const team of teams)
      await system.coordinator.put(`/api/teams/${team}/state`, { isPaused: true, reason: "for a test" });
    await system.senders.overHttp(suitableReferral("ambulance", Date.now()));
    await alarms.getByRole("button", { name: /^No team found: \d/ }).waitFor();
    await alarms.getByText("Not heard until you turn sound on.", { exact: false }).waitFor();
    await page.keyboard.press("s");
    await alarms.getByRole("button", { name: "Sound on", pressed: true }).waitFor();
    expect(await page.title()).toMatch(/^! \(\d+\) Board/);
    const ringing = await alarms.getByRole("listitem").count();
    await page.keyboard.press("m");
    await alarms.getByText("(silenced)").first().waitFor();
    expect(await alarms.getByRole("listitem").count()).toBeGreaterThanOrEqual(ringing);
    expect(await broken(page)).toEqual([]);
  });

  it("shows its keys, finds in its lanes, and is worked at 320 px", async () => {
    const { page } = robin;
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys of the board" }).waitFor();
    await page.setViewportSize(narrow);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Keys of the board" }).waitFor({ state: "detached" });
    await page.keyboard.press("f");
    await page.keyboard.type("nobody says this");
    await page.getByText("None of them matches what you look for.").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator("[data-referral]").first().waitFor();
    await page.setViewportSize(wide);
  });

  it("shows nobody's name on a wall, and nothing to press", async () => {
    await system.spaClinician.post(`/api/referrals/${referralId}/claim`, { takeOver: true });
    await rowOf(robin.page).getByText("is on it", { exact: false }).waitFor();
    const { page } = await browser.openAs("Robin Sample", wall);
    await page.goto("/board?wall");
    await page.locator(".app-wall__row").first().waitFor();
    const said = (await page.locator("main").textContent()) ?? "";
    expect(said).not.toMatch(/Sample/);
    expect(await page.locator("main").getByRole("button").count()).toBe(0);
    expect(await page.evaluate<boolean>("document.documentElement.scrollHeight <= window.innerHeight + 1")).toBe(true);
    expect(await broken(page)).toEqual([]);
    await page.setViewportSize(narrow);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });
});
