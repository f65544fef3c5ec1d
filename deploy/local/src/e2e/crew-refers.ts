// A crew's referral typed into the form on a phone, as tests of several pages need it. In: a page that the crew is signed in on. Out: the form filled; sent, its id.
import type { Page } from "playwright-core";

/** Fills what a crew answers; red flags are left open, so that a clinician decides. */
export async function fillCrewReferral(page: Page, incidentNumber: string): Promise<void> {
  await page.getByLabel("Where to go: address").fill("1 Sample Close, Basildon");
  await page.getByLabel("Postcode").fill("SS14 3AB");
  await page.getByLabel("Main need", { exact: true }).selectOption("CATHETER");
  await page.getByLabel("Incident number").fill(incidentNumber);
  await page.getByLabel("Call sign").fill("EX402");
  await page.getByLabel("Age (a guess will do)").fill("85");
  for (const question of [
    "Help is needed within two hours",
    "Can be managed safely at home",
    "Safe to wait up to two hours",
    "Agrees to a visit",
  ])
    await page.getByRole("radiogroup", { name: question }).getByText("Yes", { exact: true }).click();
  await page.getByLabel("Call-back number").fill("07700 900101");
}

/** Sends it and waits for the receipt; the referral's id. */
export async function sendCrewReferral(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Send referral" }).click();
  await page.waitForURL(/\/my-referrals\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}
