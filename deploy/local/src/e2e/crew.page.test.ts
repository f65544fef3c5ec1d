// A crew with a phone in one hand: the form grows by what the criteria need, nothing is lost without a network, everything goes out once, and the receipt
// says what to do. Every state is looked at for accessibility and for the narrowest phone.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { waitFor } from "@ucrt/testing";
import {
  fillCrewReferral,
  howToReach,
  observations,
  safeAtHome,
  sendCrewReferral,
  tap,
  threeAnswers,
} from "./crew-refers.ts";
import { broken, fits, phone, startChromium, type Chromium, type Opened } from "./pages-in-chromium.ts";
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

const narrow = { width: 320, height: 640 };

async function crewWithShell(): Promise<Opened> {
  const crew = await browser.openAs("Rowan Sample Paramedic", phone);
  // From here on the page opens without the network.
  await crew.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
  return crew;
}

/** Accessible, nothing sticks out, and every target is large enough for a glove. */
async function isUsable(page: Page): Promise<void> {
  for (const size of [narrow, phone]) {
    await page.setViewportSize(size);
    expect(await fits(page)).toBe(true);
  }
  expect(await broken(page)).toEqual([]);
  expect(await page.evaluate<string[]>(smallTargets)).toEqual([]);
}

/** Of the page itself, not of the frame around it: what can be tapped and is under 44 px high. */
const smallTargets = `[...document.querySelectorAll("main a, main button, main summary, main input:not([type=radio]):not([type=checkbox]), main select, main textarea, main .app-ask__choice, main .app-flags__flag")]
  .filter((each) => each.getClientRects().length > 0 && each.getBoundingClientRect().height < 44)
  .map((each) => each.outerHTML.slice(0, 120))`;

const submissions = async (page: Page, caseId: string): Promise<number> =>
  page.evaluate<number>(
    `fetch("/api/submissions").then((response) => response.json()).then(({ rows }) => rows.filter((row) => row.caseId === ${JSON.stringify(caseId)}).length)`,
  );

/** Everything the browser keeps of this origin, as text: records, caches, storage. */
const everythingKept = `(async () => {
  const asText = (value) => JSON.stringify(value, (_key, part) =>
    part instanceof ArrayBuffer || ArrayBuffer.isView(part) ? new TextDecoder("latin1").decode(part) : part);
  const kept = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    for (const store of database.objectStoreNames)
      kept.push(asText(await new Promise((resolve) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(asked.result);
      })));
    database.close();
  }
  const addresses = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) addresses.push(new URL(request.url).pathname);
  return { text: kept.join("\\n"), addresses };
})()`;

describe("a crew's form", () => {
  it("asks for three answers, then only for what the criteria still need, and says what they say as it is answered", async () => {
    const { page, complaints } = await browser.openAs("Rowan Sample Paramedic", phone);
    await page.getByRole("link", { name: /^Call / }).waitFor();
    expect(await page.getByRole("button", { name: "Send referral" }).count()).toBe(0);
    expect(await page.getByLabel("Incident number").count()).toBe(0);
    await isUsable(page);

    await threeAnswers(page, { need: "Fall", screen: "Yes, found none" });
    // After a fall the floor is asked first of all, and nothing goes on before it is answered.
    expect(await page.getByLabel("Age in years").count()).toBe(0);
    await tap(page, "Is the patient still on the floor?", "Yes");
    await tap(page, "For about how long?", "30 min");
    await page.getByRole("heading", { name: "This is not a referral. Nobody has been told." }).waitFor();
    await page.getByRole("heading", { name: "What the criteria still need" }).waitFor();
    await page.getByText("The age is not known.", { exact: false }).waitFor();
    expect(await page.getByRole("radiogroup", { name: /blood thinner/ }).count()).toBe(0);
    await isUsable(page);

    await safeAtHome(page);
    await observations(page);
    await page.locator(".app-outcome--suitable").waitFor();
    await page.getByText("This need is one that UCRT meets.").waitFor();

    await tap(page, "Did you look for these red flags?", "Yes, found some");
    await page.getByLabel("Hit the head, or head injury").check();
    await page.getByRole("radiogroup", { name: /blood thinner/ }).waitFor();
    await page.locator(".app-outcome--review").waitFor();
    await tap(page, /blood thinner/, "Yes");
    await page.getByText("A head strike on an anticoagulant needs a scan.").waitFor();
    await page.locator(".app-outcome--emergency").waitFor();
    await isUsable(page);
    expect(complaints).toEqual([]);
  });

  it("is filled in, kept over a reload, and given without a network; it goes out once, with a receipt (N78)", async () => {
    const { page, complaints } = await crewWithShell();
    await threeAnswers(page, { need: "Catheter", screen: "Yes, found none" });
    await safeAtHome(page);
    await page.getByLabel("Name", { exact: false }).first().fill("Avery Canaryname");
    await page.getByLabel("NHS number").fill("999 000 0018");
    await howToReach(page, "EX-CREW-0001");
    await page.getByText("Kept on this device, sealed.").waitFor();

    await page.context().setOffline(true);
    await page.reload();
    await page.getByText("No connection.", { exact: false }).waitFor();
    await expect.poll(() => page.getByLabel("Age in years").inputValue()).toBe("85");
    expect(await page.getByLabel("NHS number").inputValue()).toBe("999 000 0018");
    await page.locator(".app-outcome--review").waitFor();

    await page.getByRole("button", { name: "Send referral" }).click();
    await page.getByRole("heading", { name: "Nobody has been told yet" }).waitFor();
    await page.getByText("1 waiting to be sent.", { exact: false }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Nobody has been told yet" }).waitFor();
    await isUsable(page);

    const kept = await page.evaluate<{ text: string; addresses: string[] }>(everythingKept);
    expect(kept.text).toContain('"kind":"action"');
    expect(kept.text).not.toMatch(/Canaryname|999 ?000 ?0018|SS14|EX-CREW|07700/);
    expect(kept.addresses.filter((path) => /^\/(?:api|session|FHIR|local)/.test(path))).toEqual([]);

    await page.context().setOffline(false);
    await page.waitForURL(/\/my-referrals\/[0-9a-f-]{36}$/, { timeout: 30_000 });
    await page.getByText(/UCR-\w{4}-\w{4}/).waitFor();
    expect(await submissions(page, "EX-CREW-0001")).toBe(1);
    await page.goto("/submit");
    await page.getByLabel("Postcode").waitFor();
    expect(await page.getByLabel("Postcode").inputValue()).toBe("");
    expect(await submissions(page, "EX-CREW-0001")).toBe(1);
    expect(complaints).toEqual([]);
  });

  it("is taken back with all its answers before it went out, or put aside to wait while another is begun", async () => {
    const { page } = await crewWithShell();
    await threeAnswers(page, { need: "Catheter", screen: "Yes, found none" });
    await safeAtHome(page);
    await howToReach(page, "EX-CREW-0009");
    await page.getByLabel("NHS number").fill("999 000 0018");
    await page.getByText("Kept on this device, sealed.").waitFor();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Send referral" }).click();
    await page.getByRole("button", { name: "Change it, do not send this" }).click();
    expect(await page.getByLabel("NHS number").inputValue()).toBe("999 000 0018");
    expect(await page.getByText("waiting to be sent.", { exact: false }).count()).toBe(0);

    await page.getByRole("button", { name: "Send referral" }).click();
    await page.getByRole("button", { name: "Keep it waiting, start another" }).click();
    await expect.poll(() => page.getByLabel("Postcode").inputValue()).toBe("");
  });

  it("shows nothing of it to the next person, and nothing after signing out, with or without a network (N77)", async () => {
    const { page } = await crewWithShell();
    await threeAnswers(page, { need: "Catheter", screen: "No" });
    await page.getByLabel("Age in years").fill("91");
    await page.getByText("Kept on this device, sealed.").waitFor();
    await page.getByRole("button", { name: "Change person" }).click();
    await page.waitForURL((url) => url.pathname === "/sign-in");
    expect((await page.evaluate<{ text: string }>(everythingKept)).text).not.toContain('"kind"');
    await page.context().setOffline(true);
    await page.goto("/submit");
    await page.getByText("Signing in needs a connection.", { exact: false }).waitFor();
    expect(await page.getByLabel("Postcode").count()).toBe(0);
    await page.context().setOffline(false);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sorrel Sample" }).click();
    await page.getByLabel("Postcode").waitFor();
    expect(await page.getByLabel("Postcode").inputValue()).toBe("");
  });
});

describe("a crew's receipt", () => {
  it("turns by itself, and its three buttons work without a network", async () => {
    const { page, complaints } = await crewWithShell();
    await threeAnswers(page, { need: "Fall", screen: "Yes, found none" });
    await tap(page, "Is the patient still on the floor?", "No");
    await safeAtHome(page);
    await observations(page);
    await howToReach(page, "EX-CREW-0002");
    await page.locator(".app-outcome--suitable").waitFor();
    const referralId = await sendCrewReferral(page);
    await page.getByRole("heading", { name: /Offered to Basildon and Brentwood/ }).waitFor();
    await isUsable(page);

    const clinician = system.clinicianOf("ucrt-basildon-brentwood");
    const { body } = await clinician.get(`/api/referrals/${referralId}`);
    const { offer } = body["row"] as { offer: { offerId: string } };
    const expectedAt = new Date(Date.now() + 40 * 60_000).toISOString();
    const accepted = await clinician.post(`/api/referrals/${referralId}/accept`, {
      offerId: offer.offerId,
      expectedAt,
    });
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    await page.getByRole("heading", { name: /Accepted by Nurse of/ }).waitFor();
    await page.getByText("Leaving is your decision:", { exact: false }).waitFor();
    await isUsable(page);

    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole("button", { name: "I am leaving" }).click();
    await page.getByText("waits on this device, nobody has been told yet", { exact: false }).first().waitFor();
    const tappedBefore = Date.now();
    await isUsable(page);
    await page.context().setOffline(false);
    await page.getByText("You said at", { exact: false }).waitFor({ timeout: 30_000 });

    const facts = (await system.facts()).get(referralId) ?? [];
    const decided = facts.filter((fact) => fact.type === "crew-decided");
    expect(decided).toHaveLength(1);
    expect(decided[0]?.at).toBeLessThanOrEqual(tappedBefore);
    await page.goto("/my-referrals");
    await page.getByRole("article").first().waitFor();
    await isUsable(page);
    expect(complaints).toEqual([]);
  });

  it("says which service may serve better, with its number and hours, and asks a nurse", async () => {
    const { page } = await browser.openAs("Sorrel Sample", phone);
    await page.getByLabel("Postcode").fill("SS14 3AB");
    await page.getByRole("button", { name: "Something else" }).click();
    await tap(page, "What is needed most?", "Mental health");
    await tap(page, "Did you look for these red flags?", "Yes, found none");
    await page.getByText("A mental health crisis is the main need.").waitFor();
    await safeAtHome(page);
    await howToReach(page, "EX-CREW-0003");
    await sendCrewReferral(page);
    await page.getByRole("heading", { name: "Better served by" }).waitFor();
    await page.getByText("open day and night", { exact: false }).waitFor();
    await page.getByRole("link", { name: "Call 111" }).waitFor();
    await page.getByText("A mental health crisis is the main need.").waitFor();
    await isUsable(page);
    await page.getByRole("button", { name: "Ask a nurse" }).click();
    await page.getByRole("heading", { name: /You asked for a nurse/ }).waitFor();
  });

  it("names the missing fact, and takes it", async () => {
    const { page } = await browser.openAs("Sorrel Sample", phone);
    await fillCrewReferral(page, "EX-CREW-0004");
    const referralId = await sendCrewReferral(page);
    await page.getByRole("heading", { name: "What could change this" }).waitFor();
    await page.getByText("Who ruled the red flags out, and when?", { exact: false }).first().waitFor();
    await page.getByRole("link", { name: "Add what is missing" }).click();
    await page.getByRole("heading", { name: "Add what is missing" }).waitFor();
    await tap(page, "Did you look for these red flags?", "Yes, found none");
    await observations(page);
    await isUsable(page);
    await page.getByRole("button", { name: "Send the change" }).click();
    await page.waitForURL((url) => url.pathname === `/my-referrals/${referralId}`);
    await waitFor(
      async () => (await system.facts()).get(referralId)?.some((fact) => fact.type === "amended") === true,
      "the referral is amended",
      20_000,
    );
    await page.getByText("Your amendment was taken in.").first().waitFor();
    // Gone when the changed picture has been judged, a moment after it was taken in.
    await page.getByRole("heading", { name: "What could change this" }).waitFor({ state: "detached" });
  });
});
