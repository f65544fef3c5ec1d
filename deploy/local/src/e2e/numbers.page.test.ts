// The commissioner's page in a real browser, over the month that was worked out by hand (`services/metrics/src/made-month.ts`), lived by six times as many
// people, because disclosure hides nearly all of 28 referrals. The facts go through the log; the page shows the numbers, unsuppressed to the service and
// disclosed to the commissioner; the file holds what the page shows.
import { readFile } from "node:fs/promises";
import { cloudEventHeaders, createProducer } from "@ucrt/kafka";
import { madeLives, madeMonth } from "@ucrt/metrics/src/made-month.ts";
import { fact, FACTS_TOPIC, type ReferralFact } from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { commissioner, serviceLead } from "../simulation/cast.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let browser: Chromium;

/** How often each life is lived: once becomes 6 and is hidden, twice 12 and is rounded to 10. */
const copies = 6;

/** Counts of October 2026 lived once, worked out from its thirty-two lives in `made-month.pg.test.ts`. */
const byHand: Readonly<Record<string, number>> = {
  received: 28,
  suitable: 24,
  review: 1,
  redirect: 1,
  emergency: 1,
  notAssessed: 1,
  accepted: 19,
  arrived: 16,
  closed: 19,
  withdrawn: 5,
  refused: 3,
  careHome: 5,
  twoHourReferrals: 25,
  twoHourInScope: 21,
  twoHourMet: 12,
  twoHourMetFromNeedIdentified: 11,
  twoHourSeenLate: 2,
  twoHourNotSeen: 7,
  breachReasonMissing: 6,
  offersMade: 27,
  offersDeclined: 2,
  missed: 7,
  missedReferrerGaveUp: 2,
  avoidanceAnswered: 14,
  conveyanceAvoided: 5,
  admissionAvoided: 3,
  attendanceAvoided: 8,
  repeatWithin30Days: 2,
  stateClosed: 19,
  stateWithdrawn: 5,
};

beforeAll(async () => {
  [system, browser] = await Promise.all([
    startWholeSystem({ without: ["intake", "queue", "live"] }),
    startChromium(() => system.stack.webUrl),
  ]);
  const producer = createProducer(system.kafka);
  // Without the last two, of the neighbouring months: six referrals there would be hidden, and October's total with them.
  const facts = madeLives.slice(0, -2).flatMap((life) => life.facts);
  for (let copy = 1; copy <= copies; copy += 1) await producer.send(facts.map((one) => messageOf(one, copy)));
  await producer.disconnect();
  const receivedBy = async (person: typeof commissioner): Promise<unknown> => {
    const { body } = await personAtWork(system.stack.webUrl, person).get(`/api/metrics/report?period=${madeMonth}`);
    const rows = z.object({ rows: z.array(z.object({ cells: z.record(z.string(), z.unknown()) })) }).safeParse(body)
      .data?.rows;
    return rows?.[0]?.cells["received"];
  };
  await waitFor(async () => (await receivedBy(serviceLead)) === 168, "the month is counted", 60_000);
  // Made after the counting; it may first have been made of a part.
  await waitFor(async () => (await receivedBy(commissioner)) === 170, "the month is published", 150_000);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

/** A fact as `queue` writes it, of somebody else who lived the same life. */
function messageOf(one: ReferralFact, copy: number) {
  const ofCopy = (text: string) => text.replaceAll(/00000000-0000-4000-(8000|9000)-/g, `0000000${copy}-0000-4000-$1-`);
  return {
    topic: FACTS_TOPIC,
    key: ofCopy(one.referralId),
    value: ofCopy(JSON.stringify(z.encode(fact, one))),
    headers: cloudEventHeaders({
      id: ofCopy(one.id),
      type: `referral.${one.type}.v1`,
      source: "queue",
      time: new Date(one.recordedAt).toISOString(),
    }),
  };
}

const address = `/numbers?period=${madeMonth}`;

async function openNumbers(name: string, path = address): Promise<Page> {
  const { page } = await browser.openAs(name, wide);
  await page.goto(path);
  await loaded(page);
  return page;
}

async function loaded(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expect.poll(async () => page.getByText("Loading …").count(), { timeout: 30_000 }).toBe(0);
}

/** What the page says of each measure: the picked period's cell of the table of every number. */
async function numbersOn(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate<Record<string, string>>(
    `Object.fromEntries([...document.querySelectorAll("tr[data-measure]")].map((row) => [row.dataset.measure, row.cells[1].textContent]))`,
  );
}

/** The same from the file: the lines of the picked period with all breakdowns together. */
async function numbersInCsv(page: Page): Promise<Readonly<Record<string, string>>> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
  const columns = lines[0]?.split(",") ?? [];
  const at = (cells: readonly string[], column: string) => cells[columns.indexOf(column)] ?? "";
  return Object.fromEntries(
    lines
      .map((line) => line.split(","))
      .filter((cells) => at(cells, "line") === "value" && at(cells, "period") === madeMonth)
      .map((cells) => [at(cells, "measure"), at(cells, "value")]),
  );
}

/** As the page writes a value of the file: `1,105`, `57.1 %`, `90 min`, `*`, `–`. */
function asShown(value: string, onPage: string): string {
  if (value === "") return "–";
  if (value === "*") return "*";
  const unit = /\u00a0(%|min)$/.exec(onPage)?.[0] ?? "";
  return `${Number(value).toLocaleString("en-GB", { maximumFractionDigits: 1 })}${unit}`;
}

describe("the numbers of the hand-computed month", () => {
  it("are shown to the service as they are", async () => {
    const page = await openNumbers("Alder Sample");
    expect(await numbersOn(page)).toMatchObject({
      ...Object.fromEntries(Object.entries(byHand).map(([id, count]) => [id, String(copies * count)])),
      // 45 50 60 60 70 80 90 90 100 100 110 120 121 130, six times each.
      twoHourToArrivedMedian: "90\u00a0min",
      twoHourToArrivedNinetieth: "121\u00a0min",
    });
    // 12 of 21.
    const answer = page.getByRole("region", { name: "Seen face to face within two hours" });
    await answer.getByText("57.1\u00a0%", { exact: true }).waitFor();
    await answer.getByText("Below the 70 % floor").waitFor();
    await answer.getByText("72 of 126 two-hour referrals counted.", { exact: false }).waitFor();
    await page.getByText("All 168 received are accounted for", { exact: false }).waitFor();
    await page.getByText("Unsuppressed numbers", { exact: false }).waitFor();
  });

  it("are shown to the commissioner disclosed: none from 1 to 7, the others to the nearest five", async () => {
    const page = await openNumbers("Cedar Sample");
    const shown = await numbersOn(page);
    // 168; 126; 72; and 70 of 125.
    expect(shown).toMatchObject({
      received: "170",
      twoHourInScope: "125",
      twoHourMet: "70",
      twoHourPercent: "56\u00a0%",
    });
    // Everything that one person lived is now six people, and hidden; everything else is rounded, or hidden to protect it.
    const wrong = Object.entries(byHand).filter(([id, count]) => {
      const cell = shown[id];
      if (cell === undefined || cell === "*") return false;
      return count === 1 || cell !== String(Math.round((copies * count) / 5) * 5);
    });
    expect(wrong).toEqual([]);
    expect(Object.values(shown).filter((cell) => /^[1-7]$/.test(cell))).toEqual([]);
    expect(Object.values(shown).filter((cell) => cell === "*").length).toBeGreaterThan(5);
    expect(await page.getByText("Unsuppressed numbers", { exact: false }).count()).toBe(0);
    await page.getByText("are hidden (*)", { exact: false }).first().waitFor();
  });

  it.each(["Alder Sample", "Cedar Sample"])("are the same in the file as on the page: %s", async (person) => {
    const page = await openNumbers(person);
    const [shown, file] = [await numbersOn(page), await numbersInCsv(page)];
    expect(Object.keys(file).length).toBeGreaterThan(10);
    expect(shown).toEqual(
      Object.fromEntries(Object.entries(file).map(([id, value]) => [id, asShown(value, shown[id] ?? "")])),
    );
  });

  it("are split by source as the lives say", async () => {
    const page = await openNumbers("Alder Sample");
    await page.getByLabel("Broken down by").selectOption({ label: "Source" });
    const table = page.getByRole("region", { name: `What matters most by source, October 2026` });
    await table.waitFor();
    const rows = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll("[aria-labelledby=breakdown-table] tbody tr")].map((row) => [row.cells[0].textContent, row.cells[1].textContent])`,
    );
    expect(Object.fromEntries(rows)).toEqual({
      "All together": "168",
      "Crew on scene": "84",
      GP: "42",
      "Care home": "30",
      "999 stack": "12",
    });
  });
});

describe("the page", () => {
  it.each([
    ["Alder Sample", address],
    ["Cedar Sample", address],
    ["Cedar Sample", `${address}&by=source`],
    ["Cedar Sample", "/numbers?period=2026"],
    ["Cedar Sample", "/numbers?period=2020-01"],
    ["Alder Sample", "/numbers?period=2026-W41"],
  ])(
    "of %s at %s meets WCAG 2.2 AA with every table open, wide, on a phone and at 320 pixels",
    async (person, path) => {
      const { page, complaints } = await browser.openAs(person, wide);
      await page.goto(path);
      await loaded(page);
      await page.getByRole("button", { name: "Open all tables" }).click();
      for (const viewport of [wide, phone, { width: 320, height: 700 }]) {
        await page.setViewportSize(viewport);
        expect(await broken(page)).toEqual([]);
        expect(await fits(page)).toBe(true);
      }
      expect(complaints).toEqual([]);
    },
  );

  it("opens a definition by keyboard, next to its number", async () => {
    const page = await openNumbers("Cedar Sample");
    const answer = page.getByRole("region", { name: "Seen face to face within two hours" });
    const summary = answer.locator("summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    await answer.getByText("No pauses; the telephone never stops the clock", { exact: false }).first().waitFor();
  });

  it("says in words that a month has nothing, and leads to the month that runs", async () => {
    const page = await openNumbers("Alder Sample", "/numbers?period=2020-01");
    await page.getByText("stay provisional until six weeks after its end", { exact: false }).waitFor();
    await page.getByRole("button", { name: /^Show / }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("period")).not.toBe("2020-01");
  });

  it("says what may be asked when a breakdown is not allowed", async () => {
    const { page } = await browser.openAs("Cedar Sample", wide);
    await page.goto(`${address}&by=team,need`);
    await page.getByRole("alert").getByText("can be broken down by", { exact: false }).waitFor();
    await page.getByLabel("Broken down by").selectOption("");
    await page.getByRole("heading", { level: 1, name: /October 2026/ }).waitFor();
  });

  it("shows the service lead how many refusals of the month were judged, and nobody else", async () => {
    const card = (page: Page) => page.getByRole("region", { name: "Refusals that a clinician has judged" });
    const lead = await openNumbers("Alder Sample");
    await card(lead)
      .getByText(/^\d+ of 10 judged: \d+ agree, \d+ disagree\.$/)
      .waitFor();
    await card(lead)
      .getByText(/Definition · \d+(\.\d)?\s%/)
      .waitFor();
    const page = await openNumbers("Cedar Sample");
    await card(page).getByText("so few are not published", { exact: false }).waitFor();
    expect(
      await card(page)
        .getByText(/\d+ of \d+/)
        .count(),
    ).toBe(0);
  });

  it("multiplies nothing by £308 until the reader has filled in every assumption", async () => {
    const page = await openNumbers("Cedar Sample");
    const card = page.getByRole("region", { name: /£308/ });
    expect(await card.getByText("Enter all three to see a sum.").count()).toBe(2);
    const low = card.getByRole("group", { name: "Low" });
    await low.getByLabel("Admissions avoided in the period").fill("10");
    await low.getByLabel("Bed days for each admission").fill("2.5");
    await low.getByText("10 × 2.5 × £308 = £7,700").waitFor();
    expect(await card.getByText("Enter all three to see a sum.").count()).toBe(1);
  });

  it("is for those who buy the service; live throughput is for those who run it", async () => {
    const { page } = await browser.openAs("Cedar Sample", wide);
    expect(new URL(page.url()).pathname).toBe("/numbers");
    await page.goto("/throughput");
    await page.getByRole("heading", { name: "This page is not for your role" }).waitFor();
    const lead = await openNumbers("Alder Sample");
    await lead.getByRole("link", { name: /^Live throughput/ }).click();
    await lead.getByRole("heading", { level: 1, name: "Throughput" }).waitFor();
  });
});
