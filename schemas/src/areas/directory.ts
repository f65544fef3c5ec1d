/**
 * The shape of an area's directory: organisations, places, districts, teams with their hours, next-best services, and the rows of the practice and
 * postcode tables. Shapes and the pure checks over them; nothing here reads the disk, so a browser may import it.
 * Every entry says where it comes from (`basis`); a team or service that is not published says so.
 */
import { z } from "zod";
import { skill } from "../codes.ts";
import { odsCode } from "../instant.ts";

/** Lower case with hyphens: the key of a place, team or service. */
const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "lower case letters, digits and hyphens");

/** Where an entry comes from. `synthetic`: invented for this repository, to be replaced by loading the open data. */
export const basis = z.enum(["published", "open-data", "general-knowledge", "synthetic"]);

export const onsCode = z.string().regex(/^[EW]\d{8}$/, "an ONS code is E or W and eight digits");

/** `08:00-20:00`, local time; `00:00-24:00` is the whole day. Hours over midnight are two intervals. */
export const openingInterval = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "hours are written 08:00-20:00")
  .refine(
    (text) => text.slice(0, 5) < text.slice(6),
    "the end is later than the start; hours over midnight are two intervals",
  );

const intervals = z.array(openingInterval).max(4);

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

export const openingHours = z.strictObject({
  monday: intervals,
  tuesday: intervals,
  wednesday: intervals,
  thursday: intervals,
  friday: intervals,
  saturday: intervals,
  sunday: intervals,
  /** On the area's bank holidays, instead of the weekday's hours. */
  bankHoliday: intervals,
  /** On one date, instead of everything else. */
  exceptions: z.record(z.iso.date(), intervals).default({}),
});
export type OpeningHours = z.output<typeof openingHours>;

const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a local time is written 18:00");

/** Digits and spaces as people dial them. */
const dialled = z.string().regex(/^[0-9 +]{3,20}$/, "a telephone number has 3 to 20 digits and spaces");

export const directoryOrganisation = z.strictObject({
  name: z.string(),
  kind: z.enum([
    "ambulance-trust",
    "acute-trust",
    "community-provider",
    "commissioner",
    "region",
    "sub-icb",
    "care-home",
    "gp-out-of-hours",
    "other",
  ]),
  /** ONS code, where the organisation has one. */
  ons: onsCode.optional(),
  /** First and last day on which the code is in force. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  basis,
  note: z.string().optional(),
});

/** Who commissions the area, dated: a code ends with its organisation and the next one may not be known yet. */
export const directoryCommissioner = z.strictObject({
  /** `unknown` until the new organisation's code is published; then measures carry the name alone. */
  ods: z.union([odsCode, z.literal("unknown")]),
  name: z.string(),
  from: z.iso.date(),
  until: z.iso.date().optional(),
  basis,
});

export const directoryPlace = z.strictObject({
  name: z.string(),
  formerTeamName: z.string().optional(),
  subIcbs: z.array(odsCode),
  provider: odsCode,
  basis,
  providerBasis: basis,
});

export const directoryDistrict = z.strictObject({ name: z.string(), place: key, basis });

export const directoryTeam = z.strictObject({
  name: z.string(),
  /** Places it covers within its hours. */
  places: z.array(key).min(1),
  provider: odsCode,
  skills: z.array(skill),
  phone: dialled,
  hours: openingHours,
  /** Local time after which no two-hour referral is offered, so that the visit still fits; `none`: until closing. */
  lastTwoHourReferral: z.union([localTime, z.literal("none")]),
  /** Referrals it can hold at once, until the team says otherwise. */
  capacity: z.int().min(0).max(500),
  /** What happens outside its hours. Covering teams are offered the work by the system. */
  outOfHours: z.strictObject({
    coveredBy: z.array(key),
    coverTakesTwoHour: z.boolean(),
    /** Service to name to a referrer meanwhile. */
    service: key,
  }),
  /** Teams that may be asked to help, by a person only. */
  mutualAid: z.array(key),
  basis,
});
export type DirectoryTeam = z.output<typeof directoryTeam>;

/** Where a referral that is not for a UCRT goes instead. Ids are what criteria name in `redirectTo`. */
export const directoryService = z.strictObject({
  name: z.string(),
  /** Whom it serves, in one line for referrers. */
  words: z.string(),
  phone: dialled,
  hours: openingHours,
  basis,
});

export type DirectoryService = z.output<typeof directoryService>;

export const directoryFile = z.strictObject({
  version: z.string(),
  effectiveFrom: z.iso.date(),
  approver: z.string(),
  /** Where the facts come from, in words. */
  sources: z.array(z.string()),
  timeZone: z.string(),
  organisations: z.record(odsCode, directoryOrganisation),
  commissioners: z.record(key, directoryCommissioner),
  places: z.record(key, directoryPlace),
  /** Keyed by ONS code of the local authority district. */
  districts: z.record(onsCode, directoryDistrict),
  /** Postcode districts that cross places: an outward-code row alone never decides them. */
  splitPostcodeDistricts: z.array(z.string()),
  bankHolidays: z.strictObject({ knownUntil: z.iso.date(), days: z.record(z.iso.date(), z.string()) }),
  teams: z.record(key, directoryTeam),
  services: z.record(key, directoryService),
});
export type DirectoryFile = z.output<typeof directoryFile>;

/** One row of `practices.csv`. */
export const practiceRow = z.strictObject({
  ods: odsCode,
  name: z.string().min(1),
  /** Primary care network; null when none names the practice. */
  pcn: odsCode.nullable(),
  pcnName: z.string().nullable(),
  place: key,
  basis,
});
export type PracticeRow = z.output<typeof practiceRow>;

/**
 * One row of `postcodes.csv`: a unit (`SS11 7AA`), a sector (`SS11 7`) or a whole outward code (`SS14`); the longest that fits decides.
 * `place` stands alone where an outward code crosses districts of the same place.
 */
export const postcodeRow = z.strictObject({
  postcode: z
    .string()
    .regex(/^[A-Z]{1,2}\d[A-Z\d]?( \d([A-Z]{2})?)?$/, "a unit, a sector or an outward code, with one space"),
  lsoa: onsCode.nullable(),
  district: onsCode.nullable(),
  place: key.nullable(),
  basis,
});
export type PostcodeRow = z.output<typeof postcodeRow>;

/** Everything known about an area's geography and teams, as files say it. */
export interface DirectoryData {
  readonly area: string;
  readonly isDemonstration: boolean;
  /** SHA-256 (hex) over the directory file, its overlay and the two tables. */
  readonly hash: string;
  readonly file: DirectoryFile;
  readonly practices: readonly PracticeRow[];
  readonly postcodes: readonly PostcodeRow[];
}

/** A reference that leads nowhere: the field's path, and what is wrong in words. */
export interface DirectoryProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** Finds references that lead nowhere and contradictions; an empty list when all is well. */
export function checkDirectory(file: DirectoryFile): readonly DirectoryProblem[] {
  const problems: DirectoryProblem[] = [];
  const need = (known: object, id: string, path: readonly string[], what: string): void => {
    if (!Object.hasOwn(known, id)) problems.push({ path, message: `${what} "${id}" is not in the directory` });
  };
  for (const [id, place] of Object.entries(file.places)) {
    need(file.organisations, place.provider, ["places", id, "provider"], "organisation");
    for (const ods of place.subIcbs) need(file.organisations, ods, ["places", id, "subIcbs"], "organisation");
    if (!Object.values(file.teams).some((team) => team.places.includes(id)))
      problems.push({ path: ["places", id], message: `no team covers "${id}"` });
  }
  for (const [code, district] of Object.entries(file.districts))
    need(file.places, district.place, ["districts", code, "place"], "place");
  for (const [id, team] of Object.entries(file.teams)) {
    for (const place of team.places) need(file.places, place, ["teams", id, "places"], "place");
    need(file.organisations, team.provider, ["teams", id, "provider"], "organisation");
    need(file.services, team.outOfHours.service, ["teams", id, "outOfHours", "service"], "service");
    for (const other of team.outOfHours.coveredBy)
      need(file.teams, other, ["teams", id, "outOfHours", "coveredBy"], "team");
    for (const other of team.mutualAid) need(file.teams, other, ["teams", id, "mutualAid"], "team");
    if ([...team.mutualAid, ...team.outOfHours.coveredBy].includes(id))
      problems.push({ path: ["teams", id], message: "a team cannot cover for itself" });
  }
  return problems;
}
