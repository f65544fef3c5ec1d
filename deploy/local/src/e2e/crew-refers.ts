// A crew's form as a crew fills it in on a phone, as tests of several pages need it. In: a page that the crew is signed in on. Out: the form filled; sent, its id.
import type { Page } from "playwright-core";

/** Taps an answer of a question by the words of both. */
export const tap = (page: Page, question: string | RegExp, answer: string): Promise<void> =>
  page.getByRole("radiogroup", { name: question }).getByText(answer, { exact: true }).click();

/** The three answers that come first: where, what, the danger signs. */
export async function threeAnswers(
  page: Page,
  given: { readonly need: string; readonly screen: string },
): Promise<void> {
  await page.getByLabel("Postcode").fill("SS14 3AB");
  await tap(page, "What is needed most?", given.need);
  await tap(page, "Did you look for these red flags?", given.screen);
}

export async function howToReach(page: Page, incident: string): Promise<void> {
  await page.getByLabel("Incident number").fill(incident);
  await page.getByLabel("Call sign").fill("EX402");
  await page.getByLabel("Number to ring you back").fill("07700 900101");
}

export async function safeAtHome(page: Page): Promise<void> {
  await page.getByLabel("Age in years").fill("85");
  for (const question of [/managed safely at home/, /safe to wait two hours/, /agree to a visit/])
    await tap(page, question, "Yes");
}

export async function observations(page: Page): Promise<void> {
  const values = [
    ["Breaths a minute", "16"],
    ["Oxygen saturation %", "97"],
    ["Systolic mmHg", "131"],
    ["Pulse a minute", "80"],
    ["Temperature °C", "36.8"],
  ] as const;
  for (const [label, value] of values) await page.getByLabel(label).fill(value);
  await tap(page, "On oxygen?", "On air");
  await tap(page, "Consciousness", "Alert");
}

/** Fills what a crew answers; nobody looked for red flags, so that a clinician decides. */
export async function fillCrewReferral(page: Page, incidentNumber: string): Promise<void> {
  await threeAnswers(page, { need: "Catheter", screen: "No" });
  await safeAtHome(page);
  await howToReach(page, incidentNumber);
}

/** Sends it and waits for the receipt; the referral's id. */
export async function sendCrewReferral(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Send referral" }).click();
  await page.waitForURL(/\/my-referrals\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}
