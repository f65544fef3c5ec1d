import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "@ucrt/testing";
import { freePort } from "../ports.ts";
import { startAmbulanceService, type AmbulanceService } from "../simulated-999/ambulance-service.ts";
import { receiver, testKeys, type Receiver } from "../simulated-999/answers-for-tests.ts";
import { madeCase } from "../simulated-999/made-case.ts";
import { chanceFrom } from "../simulation/chance.ts";
import { broken, fits, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";

let door: Receiver;
let service: AmbulanceService;
let chromium: Chromium;
const cases = [1, 2, 3].map((seed) => madeCase(chanceFrom(seed), Date.now()));
const [first, second] = cases as [(typeof cases)[number], (typeof cases)[number]];

beforeAll(async () => {
  door = await receiver(() => ({ status: 200 }));
  const { publicKey, systemKey } = await testKeys();
  service = await startAmbulanceService({
    webUrl: door.url,
    publicKey,
    systemKey,
    port: await freePort(),
  });
  chromium = await startChromium(() => service.url);
  for (const one of cases) await service.send(one, "new");
});
afterAll(async () => {
  await chromium.close();
  await service.stop();
  await door.stop();
});

const conversation = (page: Page, { cadNumber }: { cadNumber: string }) =>
  page.locator(`details[data-case="${cadNumber}"]`);

describe("the ambulance service's side", () => {
  it.each([
    ["wide", wide],
    ["320 px", { width: 320, height: 640 }],
  ])("keeps the accessibility rules and fits (%s)", async (_what, viewport) => {
    const page = await chromium.open(viewport);
    await page.goto("/");
    await conversation(page, first).locator("summary").click();
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });

  it("follows what happens, keeps open what is open, and stands still when asked", async () => {
    const page = await chromium.open(wide);
    await page.goto("/");
    await conversation(page, first).locator("summary").click();
    // With the keyboard still in the list nothing moves; a click elsewhere leaves it.
    await page.locator("h1").click();
    const saying = (text: string) => page.getByRole("status").getByText(text).waitFor();
    service.stack.add(second.cadNumber, { type: "breached", atMs: Date.now() });
    await saying("1 case is with us again");
    expect(await conversation(page, first).getAttribute("open")).not.toBeNull();

    const pause = page.getByRole("button", { name: "Pause updates" });
    await pause.click();
    const asAt = await page.locator(".as-at").textContent();
    const other = await chromium.open(wide);
    await other.goto("/");
    await waitFor(async () => (await other.locator(".as-at").textContent()) !== asAt, "another page went on");
    expect(await page.locator(".as-at").textContent()).toBe(asAt);
  });
});
