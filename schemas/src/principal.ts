/**
 * Who is calling. `web` mints an internal token that carries exactly this; every service verifies it.
 * What each role may: docs/who-may-what.md. A principal without a team can never act as one.
 */
import { z } from "zod";
import { feed } from "./codes.ts";
import { odsCode, shortText } from "./instant.ts";

export const role = z.enum([
  "crew",
  "referrer",
  "referrer-desk",
  "spa-coordinator",
  "spa-clinician",
  "ucrt-clinician",
  "ucrt-lead",
  "service-lead",
  "commissioner",
  "privacy-officer",
  "operator",
  "feed",
]);
export type Role = z.infer<typeof role>;

/** What staff call each role. */
export const roleWords: Readonly<Record<Role, string>> = {
  crew: "Ambulance crew",
  referrer: "Referrer",
  "referrer-desk": "Referrer's desk",
  "spa-coordinator": "SPA coordinator",
  "spa-clinician": "SPA clinician",
  "ucrt-clinician": "UCRT clinician",
  "ucrt-lead": "UCRT shift lead",
  "service-lead": "Service lead",
  commissioner: "Commissioner",
  "privacy-officer": "Privacy officer",
  operator: "Operator",
  feed: "Sending system",
};

/** A role as facts record it, in words: a code of ours, or what a person wrote ("Band 7 nurse"), which stays as it is. */
export function roleInWords(recorded: string): string {
  const known = role.safeParse(recorded);
  return known.success ? roleWords[known.data] : recorded;
}

export const registration = z.strictObject({
  body: z.enum(["NMC", "HCPC", "GMC", "GPhC", "SWE"]),
  number: shortText(20),
});

export const principal = z.strictObject({
  subject: shortText(100),
  name: shortText(120),
  role,
  organisation: odsCode,
  /** Team id of the directory, for UCRT roles. */
  team: shortText(60).optional(),
  registration: registration.optional(),
  /** Feeds a machine principal (role `feed`) may submit to. */
  feeds: z.array(feed).optional(),
  sessionId: shortText(100).optional(),
});
export type Principal = z.infer<typeof principal>;
