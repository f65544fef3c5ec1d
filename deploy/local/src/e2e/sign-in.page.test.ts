// Signing in through a real identity provider, in a real browser, against all services: there by keyboard, back to where one wanted to go, out
// again; and a live board that ends with its session. The provider has another host name than the product, so that it is another site to the browser.
import { readFileSync, writeFileSync } from "node:fs";
import { demonstrationPeople } from "@ucrt/web/src/sign-in/demonstration-people.ts";
import { waitFor } from "@ucrt/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../ports.ts";
import { localSecrets } from "../secrets.ts";
import { demonstrationPassword } from "../sign-in/pages.ts";
import { peopleFileIn } from "../sign-in/people-file.ts";
import { startSignInServer, type SignInServer } from "../sign-in/sign-in-server.ts";
import { broken, fits, phone, startChromium, wide, type Chromium } from "./pages-in-chromium.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let provider: SignInServer;
let browser: Chromium;

beforeAll(async () => {
  const issuer = `http://localhost:${await freePort()}`;
  [system, browser] = await Promise.all([
    startWholeSystem({ signInIssuer: issuer }),
    startChromium(() => system.stack.webUrl),
  ]);
  provider = await startSignInServer({
    issuer,
    people: demonstrationPeople("demo").map(({ id, group, words, principal: { name } }) => ({
      id,
      group,
      words,
      name,
    })),
    origins: [system.stack.webUrl],
    webUrl: system.stack.webUrl,
    clientSecret: (await localSecrets(system.folder)).signInClientSecret,
  });
});
afterAll(async () => {
  await browser?.close();
  await provider?.stop();
  await system?.stop();
});

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

async function accessibleAtBothWidths(page: Page): Promise<void> {
  for (const viewport of [phone, wide]) {
    await page.setViewportSize(viewport);
    expect(await broken(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  }
}

/** Opens a page, is sent to sign in, and does so as this person of the provider's list. */
async function openSignedIn(path: string, personId: string): Promise<Page> {
  const page = await browser.open(wide);
  // The page's own sockets tell nobody how they were closed.
  await page.addInitScript(`globalThis.closeCodes = []; globalThis.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); this.addEventListener("close", ({ code }) => globalThis.closeCodes.push(code)); }
  };`);
  await page.goto(path);
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  await page.getByLabel("Who are you?").selectOption(personId);
  await page.getByLabel("Password").fill(demonstrationPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === path);
  return page;
}
const closeCodesOf = (page: Page) => page.evaluate<number[]>("globalThis.closeCodes");

describe("signing in by keyboard", () => {
  it("leads to the page one wanted, and out again to one that Back does not bring back (N77)", async () => {
    const page = await browser.open(wide);
    await page.goto("/throughput");
    await heading(page, "Sign in").waitFor();
    await page.getByRole("heading", { name: "Demonstration: choose a role" }).waitFor();
    await accessibleAtBothWidths(page);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Sign in");
    await page.keyboard.press("Enter");

    await heading(page, "Demonstration sign-in").waitFor();
    await accessibleAtBothWidths(page);
    await page.keyboard.type("Robin");
    await page.keyboard.press("Tab");
    await page.keyboard.type(demonstrationPassword);
    await page.keyboard.press("Enter");

    await heading(page, "Throughput").waitFor({ state: "attached" });
    expect(new URL(page.url()).search).toBe("");
    await page.getByText("Robin Sample").waitFor();
    const kept = "JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])";
    expect(await page.evaluate(kept)).toBe('["",{},{}]');

    await page.getByRole("button", { name: "Sign out" }).focus();
    await page.keyboard.press("Enter");
    await heading(page, "Sign out here as well?").waitFor();
    await accessibleAtBothWidths(page);
    await page.keyboard.press("Enter");
    await heading(page, "Sign in").waitFor();

    await page.evaluate("history.go(-2)");
    await page.waitForURL((url) => url.origin === system.stack.webUrl);
    await heading(page, "Sign in").waitFor();
    expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(0);
    const answer = await page.request.get("/api/queue", { headers: { "sec-fetch-site": "same-origin" } });
    expect(answer.status()).toBe(401);
  });

  it("that goes wrong says so on the sign-in page, and leaves no code in the address", async () => {
    const page = await browser.open(wide);
    await page.goto("/sign-in/callback?code=somebody-elses&state=made-up");
    await page.getByRole("alert").getByText("Nobody has been signed in").waitFor();
    expect(page.url()).toBe(`${system.stack.webUrl}/sign-in`);
    await page.getByRole("link", { name: "Sign in again" }).waitFor();
    await accessibleAtBothWidths(page);
  });
});

describe("a live board", () => {
  it("N12: ends with 4401 when the provider ends the session, and the page says who is signed in: nobody", async () => {
    const page = await openSignedIn("/board", "spa-clinician");
    await page.getByText("Live", { exact: true }).waitFor();
    const atProvider = await page.context().newPage();
    await atProvider.goto(`${provider.issuer}/session/end`);
    await atProvider.getByRole("button", { name: "Yes, sign out" }).click();
    await heading(atProvider, "Signed out").waitFor();
    await heading(page, "Sign in").waitFor({ timeout: 20_000 });
    expect(await closeCodesOf(page)).toEqual([4401]);
  });

  it("N11, N55: ends with 4403 when its person becomes somebody else, who sees what is theirs at once", async () => {
    const page = await openSignedIn("/board", "service-lead");
    await page.getByText("Live", { exact: true }).waitFor();
    const file = peopleFileIn(system.folder);
    writeFileSync(file, readFileSync(file, "utf8").replace("role: service-lead\n", "role: commissioner\n"));
    await waitFor(async () => (await closeCodesOf(page)).includes(4403), "the board to be closed", 20_000);
    const answer = await page.request.get("/api/queue", { headers: { "sec-fetch-site": "same-origin" } });
    expect(answer.status()).toBe(403);
    await heading(page, "This page is not for your role").waitFor();
  });

  it("N09: takes no token for a ticket, and a ticket is no token", async () => {
    const { body } = await system.coordinator.post("/api/live/tickets", {});
    const asToken = await fetch(`${system.stack.webUrl}/api/queue`, {
      headers: { authorization: `Bearer ${String(body["ticket"])}` },
    });
    expect(asToken.status).toBe(401);
    const minted = await fetch(`${system.stack.webUrl}/local/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(system.coordinator.identity),
    });
    const { token } = (await minted.json()) as { token: string };
    const socket = new WebSocket(`${system.stack.webUrl.replace("http", "ws")}/api/live`, {
      headers: { origin: system.stack.webUrl },
    } as unknown as string[]);
    const closed = new Promise<number>((resolve) =>
      socket.addEventListener("close", ({ code }) => resolve(code), { once: true }),
    );
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "ticket", ticket: token })));
    expect(await closed).toBe(1008);
  });
});
