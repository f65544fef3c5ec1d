/**
 * `npm run bench -- board-in-page`: how long a change takes to be seen on a board of 10,000 rows. In: the built pages, a Chromium. Out: from the frame's
 * arrival in the page to the paint after it, median and worst, beside the same on a board of 20 rows. A figure, never a judgement: the machine may be busy.
 */
import { loadavg } from "node:os";
import { buildPages, findChromium } from "@ucrt/local";
import type { BoardRow } from "@ucrt/schemas";
import { chromium, type Page } from "playwright-core";
import { manyRows } from "../board/many-rows.ts";
import { setTheStage, type Stage } from "../board/board-on-a-stage.ts";
import { seededChoice } from "./seeded-choice.ts";

const CHANGES = 60;
const WARM_UP = 10;
const SIZES = [20, 10_000] as const;

/** What the page counts: each change, from when its frame came to after the next paint. Registered before the page's own listener, so that it is counted whole. */
const counting = `
  window.changes = [];
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (!data.includes('"type":"change"') && !data.includes('"type":"removed"')) return;
        const from = performance.now();
        let worked = from;
        queueMicrotask(() => setTimeout(() => { worked = performance.now(); }, 0));
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => window.changes.push({ seenMs: performance.now() - from, workedMs: worked - from });
          channel.port2.postMessage(0);
        });
      });
    }
  };`;

interface Seen {
  /** Until it was painted; up to one frame of it (16 ms) is waiting for the screen. */
  readonly seenMs: number;
  /** Of it the page's own work. */
  readonly workedMs: number;
}

await buildPages();
const browser = await chromium.launch({
  executablePath: await findChromium(() => undefined),
  args: ["--no-sandbox", "--disable-gpu"],
});
console.log(`${CHANGES} changes, one after the other, load ${loadavg()[0]?.toFixed(1)}`);
const medians: number[] = [];
for (const size of SIZES) {
  const rows = manyRows(size, Date.now());
  const stage = await setTheStage({ rows });
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.addInitScript(counting);
  await page.goto(`${stage.url}/board`);
  await page.locator("[data-referral]").first().waitFor();
  const seen = (await changeRows(page, stage, rows)).slice(WARM_UP);
  const written = await page.locator("[data-referral]").count();
  medians.push(atShare(sorted(seen.map(({ seenMs }) => seenMs)), 0.5));
  console.log(
    `${String(size).padStart(6)} rows, ${written} of them written out: seen after ${spread(seen, "seenMs")}; of it work ${spread(seen, "workedMs")}`,
  );
  await page.context().close();
  await stage.stop();
}
await browser.close();
console.log(
  `10,000 rows cost ${((medians[1] ?? 0) / (medians[0] ?? 1)).toFixed(2)} times what 20 cost (goal: a change is seen in under 50 ms)`,
);

/** Deadlines that move, rows that come and rows that go, each sent when the one before has been painted. */
async function changeRows(page: Page, stage: Stage, rows: readonly BoardRow[]): Promise<readonly Seen[]> {
  const choice = seededChoice(3);
  const open = rows.filter(({ lane }) => lane !== "done");
  for (let index = 0; index < CHANGES + WARM_UP; index += 1) {
    const row = choice.pick(open);
    const changed = {
      ...row,
      version: 2 + index,
      nextDeadline: { name: "decision-by" as const, at: Date.now() + choice.whole(-15, 240) * 60_000 },
    };
    stage.send(
      index % 5 === 4
        ? { type: "removed", cursor: "stage", referralId: row.referralId, version: 2 + index }
        : { type: "change", cursor: "stage", row: changed },
    );
    await page.waitForFunction(`window.changes.length > ${index}`);
  }
  return page.evaluate<readonly Seen[]>("window.changes");
}

function spread(seen: readonly Seen[], what: keyof Seen): string {
  const values = sorted(seen.map((one) => one[what]));
  const at = (share: number): string => atShare(values, share).toFixed(1);
  return `${at(0.5)} ms (median), ${at(0.9)} ms (nine in ten), ${(values.at(-1) ?? 0).toFixed(1)} ms (worst)`;
}

/** The value that so large a share of them, in order, does not exceed. */
function atShare(values: readonly number[], share: number): number {
  return values[Math.ceil(share * values.length) - 1] ?? 0;
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}
