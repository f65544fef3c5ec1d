// Parked messages in a real browser: they are on the board, an operator asks to send several again, a second one agrees, and while retries are stopped nothing
// goes out and nobody can overlook it. Checked for accessibility at both widths in every state.
import { randomUUID } from "node:crypto";
import { createProducer, type Producer } from "@ucrt/kafka";
import { feedTopic } from "@ucrt/schemas";
import { afterAll, beforeAll, expect, it } from "vitest";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let browser: Chromium;
let producer: Producer;

beforeAll(async () => {
  [system, browser] = await Promise.all([startWholeSystem(), startChromium(() => system.stack.webUrl)]);
  producer = createProducer(system.kafka);
});
afterAll(async () => {
  await producer?.disconnect();
  await browser?.close();
  await system?.stop();
});

type Page = Awaited<ReturnType<Chromium["openAs"]>>["page"];

async function looksRight(page: Page): Promise<void> {
  for (const viewport of [phone, wide]) {
    await page.setViewportSize(viewport);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  }
}

it("parked messages are sent again by two people, each once, and not while retries are stopped", async () => {
  const park = (value: string) =>
    producer.send([{ topic: feedTopic("hospital"), key: randomUUID(), value, headers: {} }]);
  await park("{ not json");
  await park(JSON.stringify({ kind: "referral", organisation: "RAJ" }));

  const spa = await browser.openAs("Morgan Sample", wide);
  await spa.page.getByRole("link", { name: /^2 parked, the oldest for/ }).waitFor();

  const first = await browser.openAs("Oakley Sample", wide);
  await first.page.getByText("Stop all retries", { exact: true }).first().click();
  await first.page.getByLabel("Why").fill("The hospital sends rubbish");
  await first.page.getByRole("button", { name: "Stop all retries" }).click();
  await first.page.getByRole("heading", { name: "All retries are stopped" }).waitFor();
  await spa.page.getByRole("link", { name: "Retries are stopped" }).waitFor();
  await looksRight(first.page);
  await looksRight(spa.page);

  const boxes = first.page.getByLabel("Choose it");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await first.page.getByRole("button", { name: "Ask to send 2 again" }).click();
  await first.page.getByText("You asked for it: somebody else has to agree.").waitFor();
  await looksRight(first.page);

  const second = await browser.openAs("Yarrow Sample", wide);
  await second.page.getByRole("button", { name: "Agree: send 2 again" }).click();
  await second.page.getByText("Held: retries are stopped").waitFor();
  expect(await second.page.getByText("not sent yet").count()).toBe(2);

  await second.page.getByLabel("Why").fill("It is mended");
  await second.page.getByRole("button", { name: "Let retries go on" }).click();
  await second.page.getByText("Done", { exact: true }).waitFor();
  await second.page.getByText("Each message").click();
  // Nobody mended them: each was sent once, and is parked again.
  await expect.poll(async () => second.page.getByText("parked again", { exact: false }).count()).toBeGreaterThan(0);
  await looksRight(second.page);
  expect([...spa.complaints, ...first.complaints, ...second.complaints]).toEqual([]);
});
