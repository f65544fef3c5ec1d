/**
 * `GET /api/directory`: the parts of the directory that pages and referrers may see, with who is open at the moment of the answer.
 */
import { z } from "zod";
import { skill } from "../codes.ts";
import { instant, odsCode } from "../instant.ts";

const opening = {
  isOpen: z.boolean(),
  /** When it opens next; null while it is open all the time, or when nothing is known within 60 days. */
  opensAt: instant.nullable(),
  /** When it closes; null while it is closed or open all the time. */
  closesAt: instant.nullable(),
};

export const directoryAnswer = z
  .object({
    area: z.string(),
    isDemonstration: z.boolean(),
    version: z.string(),
    effectiveFrom: z.iso.date(),
    approver: z.string(),
    /** SHA-256 (hex) over the files. */
    hash: z.string(),
    at: instant,
    places: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        formerTeamName: z.string().nullable(),
        districts: z.array(z.string()),
      }),
    ),
    teams: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        places: z.array(z.string()),
        phone: z.string(),
        provider: odsCode,
        providerName: z.string(),
        skills: z.array(skill),
        ...opening,
        takesTwoHourReferrals: z.boolean(),
        lastTwoHourReferralAt: instant.nullable(),
      }),
    ),
    services: z.array(z.object({ id: z.string(), name: z.string(), words: z.string(), phone: z.string(), ...opening })),
    practices: z.array(z.object({ ods: odsCode, name: z.string(), place: z.string() })),
    /** Who refers and who provides, by name. */
    organisations: z.array(
      z.object({
        ods: odsCode,
        name: z.string(),
        /** As the directory says: `ambulance-trust`, `care-home`. */ kind: z.string().optional(),
      }),
    ),
  })
  .meta({ id: "DirectoryAnswer" });
export type DirectoryAnswer = z.output<typeof directoryAnswer>;
