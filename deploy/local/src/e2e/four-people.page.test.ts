// Four people signed in at once, in a real browser: a crew refers from a phone without a network, which sends it when it is back; the single point of access sees it and
// decides, a team accepts and arrives, the crew's receipt turns, and the service lead's numbers move. How long each took to see the other is printed, never asserted: a busy machine is slow and right.
import { afterAll, beforeAll, expect, it } from "vitest";
import { fillCrewReferral } from "./crew-refers.ts";
import { phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
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

type Page = Awaited<ReturnType<Chromium["openAs"]>>["page"];

it("what one of them does, the other three see: given offline, sent, decided, offered, accepted, arrived, counted", async () => {
  const [crew, spa, team, lead] = [
    await browser.openAs("Rowan Sample Paramedic", phone),
    await browser.openAs("Morgan Sample", wide),
    await browser.openAs("Ash Sample", phone),
    await browser.openAs("Alder Sample", wide),
  ];
  await spa.page.getByText("Live", { exact: true }).waitFor();
  await lead.page.getByText("Live", { exact: true }).waitFor();
  expect([await figure(lead.page, "Open"), await figure(lead.page, "Seen")]).toEqual(["0", "0"]);

  const times = stopwatch();
  await fillCrewReferral(crew.page, "EX-FOUR-0001");
  await crew.page.context().setOffline(true);
  await crew.page.getByRole("button", { name: "Send referral" }).click();
  await crew.page.getByRole("heading", { name: "Nobody has been told yet" }).waitFor();
  times.lap("given without a network");
  expect(await figure(lead.page, "Open")).toBe("0");
  await crew.page.context().setOffline(false);
  await crew.page.waitForURL(/\/my-referrals\/[0-9a-f-]{36}$/);
  const referralId = new URL(crew.page.url()).pathname.split("/").at(-1) ?? "";
  times.lap("sent by itself, with the network back");
  const row = spa.page.locator(`[data-referral="${referralId}"]`);
  await row.waitFor();
  times.lap("SPA sees it");
  await expect.poll(() => figure(lead.page, "Open"), { timeout: 30_000 }).toBe("1");

  // No red flags were ruled out, so a clinician decides before anybody is asked.
  await row.getByRole("button", { name: "Decide" }).click();
  await row.getByLabel("Outcome").selectOption("suitable");
  await row.getByLabel("Why", { exact: true }).selectOption("new-information");
  await row.getByRole("form", { name: "Decide" }).getByRole("button", { name: "Decide" }).click();
  times.lap("decided");
  await team.page.getByRole("heading", { name: "Ring: 1 new offer" }).waitFor();
  times.lap("the team's phone rings");

  const job = team.page.locator(`[data-referral="${referralId}"]`);
  await job.getByRole("button", { name: "Accept" }).click();
  await job.getByRole("form", { name: "Accept" }).getByRole("button", { name: "Accept" }).click();
  times.lap("accepted");
  await crew.page.getByRole("heading", { name: /Accepted by Ash Sample/ }).waitFor();
  times.lap("the crew's receipt turns");

  for (const [button, state] of [
    ["On my way", "On the way"],
    ["Arrived", "With the person"],
  ] as const) {
    await job.getByRole("button", { name: button, exact: true }).click();
    await job.getByRole("form", { name: button }).getByRole("button", { name: button, exact: true }).click();
    times.lap(button);
    await row.getByText(state, { exact: false }).first().waitFor();
    await expect.poll(() => figure(lead.page, "Visits under way"), { timeout: 30_000 }).toBe("1");
  }
  times.lap("on the board");
  await expect.poll(() => figure(lead.page, "Seen"), { timeout: 60_000 }).toBe("1");
  times.lap("the service lead's number moves");
  console.log(times.inWords());
  expect([crew, spa, team, lead].flatMap(({ complaints }) => complaints)).toEqual([]);
});

/** A figure of the service lead's page by its words. */
const figure = async (page: Page, words: string): Promise<string> =>
  page.evaluate<string>(
    `[...document.querySelectorAll(".app-standing > div")].find((one) => one.querySelector("dt").textContent === ${JSON.stringify(words)})?.querySelector("dd").textContent ?? ""`,
  );

function stopwatch() {
  let lastMs = performance.now();
  const laps: string[] = [];
  return {
    lap: (what: string): void => {
      const nowMs = performance.now();
      laps.push(`${what} ${Math.round(nowMs - lastMs)} ms`);
      lastMs = nowMs;
    },
    inWords: (): string => `Four people, each step after the one before it: ${laps.join("; ")}.`,
  };
}
