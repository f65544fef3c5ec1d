// `npm run screenshots`: a picture of each page for each person, on a desk and on a phone, and the table of them in the README. In: a product of its own with the simulated
// day, or WEB_URL of a running one; names of pages as arguments for a few of them alone. Out: docs/images/pages; ends with 1 when a page could not be pictured.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { phone, startChromium, wide, type Chromium } from "../e2e/pages-in-chromium.ts";
import { repositoryRoot } from "../paths.ts";
import { runCommand } from "../plain-failure.ts";
import { fileOf, picturesFolder, withGallery } from "./gallery.ts";
import { makeReady } from "./made-ready.ts";
import { findOrStartPicturedProduct } from "./pictured-product.ts";
import { picturedPeople, type PicturedPage, type PicturedPerson, type Places } from "./pictured-pages.ts";
import { smallPng } from "./small-png.ts";

const folder = join(repositoryRoot, picturesFolder);
/** All pictures together; more would weigh on every clone. */
const mostBytes = 3 * 1024 * 1024;
const settleWithinMs = 30_000;
/** Runs in the page. */
const isLoading = `/^(Loading …|Connecting|Catching up|Not loaded yet\\.)$/m.test(document.body.innerText)`;
const say = (line: string): void => console.log(line);

await runCommand(async () => {
  const only = process.argv.slice(2);
  const product = await findOrStartPicturedProduct(say);
  const browser = await startChromium(() => product.webUrl, "en-GB");
  try {
    mkdirSync(folder, { recursive: true });
    const crew = await browser.openAs("Rowan Sample Paramedic", wide);
    const places = await makeReady(product, crew.page, say);
    const failed: string[] = [];
    for (const person of picturedPeople) failed.push(...(await picture(browser, person, places, only)));
    if (only.length === 0) forgetOthers();
    writeReadme();
    const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    say(`\n${readdirSync(folder).length} pictures, ${Math.round(bytes / 1024)} KiB, in ${picturesFolder}.`);
    if (bytes > mostBytes) failed.push(`together they are more than ${mostBytes / 1024 / 1024} MiB`);
    for (const what of failed) say(`NOT PICTURED: ${what}`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await product.stop();
  }
});

/** Every page of a person at both widths; answers what could not be pictured. */
async function picture(
  browser: Chromium,
  person: PicturedPerson,
  places: Places,
  only: readonly string[],
): Promise<readonly string[]> {
  const pages = person.pages.filter(({ name }) => only.length === 0 || only.includes(name));
  const failed: string[] = [];
  for (const [size, viewport] of [
    ["desktop", wide],
    ["phone", phone],
  ] as const) {
    const wanted = pages.filter((page) => size === "desktop" || page.isWideOnly !== true);
    if (wanted.length === 0) continue;
    const page =
      person.name === undefined ? await browser.open(viewport) : (await browser.openAs(person.name, viewport)).page;
    for (const one of wanted) {
      try {
        await settle(page, one, places);
        const file = fileOf(one.name, size);
        const png = smallPng(await page.screenshot({ animations: "disabled", caret: "hide" }));
        writeFileSync(join(folder, file), png);
        say(`  ${file.padEnd(36)} ${String(Math.round(png.length / 1024)).padStart(5)} KiB`);
      } catch (error) {
        failed.push(
          `${one.name} on a ${size}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`,
        );
      }
    }
    await page.context().close();
  }
  return failed;
}

/** Opens the page and waits until it shows what it is about and nothing is loading. */
async function settle(page: Page, one: PicturedPage, places: Places): Promise<void> {
  await page.goto(one.path(places));
  await one.first?.(page);
  await page.getByText(one.shows).first().waitFor({ timeout: settleWithinMs });
  if ((await page.getByRole("heading", { name: "Page not found" }).count()) > 0)
    throw new Error("there is no such page");
  const giveUpAtMs = performance.now() + settleWithinMs;
  // Asked anew each time: the page's own policy lets nobody wait inside it.
  while (await page.evaluate<boolean>(isLoading)) {
    if (performance.now() > giveUpAtMs) throw new Error("something is still loading");
    await pause(100);
  }
  await page.evaluate("document.fonts.ready.then(() => undefined)");
}

/** Pictures of pages that are not there any more. */
function forgetOthers(): void {
  const known = new Set(
    picturedPeople.flatMap(({ pages }) =>
      pages.flatMap(({ name }) => [fileOf(name, "desktop"), fileOf(name, "phone")]),
    ),
  );
  for (const file of readdirSync(folder)) if (!known.has(file)) rmSync(join(folder, file));
}

function writeReadme(): void {
  const file = join(repositoryRoot, "README.md");
  writeFileSync(
    file,
    withGallery(readFileSync(file, "utf8"), picturedPeople, (picture) => existsSync(join(folder, picture))),
  );
}
