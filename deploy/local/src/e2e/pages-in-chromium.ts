// Pages of the running system in a real browser, as a person of the role picker. In: the system's address. Out: pages, what the browser complained of,
// the accessibility rules a page breaks, whether it fits its width.
import axe from "axe-core";
import { chromium, type Page } from "playwright-core";
import { findChromium } from "../chromium.ts";

export const wide = { width: 1280, height: 900 };
export const phone = { width: 375, height: 812 };

export interface Opened {
  readonly page: Page;
  /** What the browser complained about: a refused script or style, an error of ours. */
  readonly complaints: string[];
}

export interface Chromium {
  /** Signs in as a person of the picker, in a session of its own. */
  openAs(name: string, viewport: typeof wide): Promise<Opened>;
  /** A page that nobody has signed in on. */
  open(viewport: typeof wide): Promise<Page>;
  close(): Promise<void>;
}

/** Starts the browser once; `webUrl` is asked when a page is opened, because the system may still be starting. `locale`: of the person's device. */
export async function startChromium(webUrl: () => string, locale = "en-US"): Promise<Chromium> {
  const browser = await chromium.launch({
    executablePath: await findChromium(() => undefined),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const open = async (viewport: typeof wide) =>
    (await browser.newContext({ viewport, locale, baseURL: webUrl(), acceptDownloads: true })).newPage();
  return {
    open,
    openAs: async (name, viewport) => {
      const page = await open(viewport);
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
      });
      await page.goto("/sign-in");
      await page.getByRole("button", { name }).click();
      await page.waitForURL((url) => url.pathname !== "/sign-in");
      return { page, complaints };
    },
    close: () => browser.close(),
  };
}

/** Rules of WCAG 2.2 A and AA that the page breaks, each with where. */
export async function broken(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((result) => result.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) })))`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** True when nothing sticks out to the right of the page. */
export const fits = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
