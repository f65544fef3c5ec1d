/**
 * A small made directory for tests: two places, three teams, one with night cover and one with a neighbour. Names no real organisation.
 * In: what a test wants different. Out: a directory.
 */
import type { DirectoryData, DirectoryTeam, OpeningHours } from "@ucrt/schemas";
import { createDirectory, type Directory } from "./directory.ts";

/** The same hours on every day. */
export function everyDay(...intervals: string[]): OpeningHours {
  return {
    monday: intervals,
    tuesday: intervals,
    wednesday: intervals,
    thursday: intervals,
    friday: intervals,
    saturday: intervals,
    sunday: intervals,
    bankHoliday: intervals,
    exceptions: {},
  };
}

/** A day team with all it needs; anything may be given instead. */
export function madeTeam(given: Partial<DirectoryTeam> = {}): DirectoryTeam {
  return {
    name: "Made team",
    places: ["north"],
    provider: "SYN1",
    skills: ["nursing", "therapy"],
    phone: "01632 960000",
    hours: everyDay("08:00-20:00"),
    lastTwoHourReferral: "18:00",
    capacity: 4,
    outOfHours: { coveredBy: [], coverTakesTwoHour: false, service: "helpline" },
    mutualAid: [],
    basis: "synthetic",
    ...given,
  };
}

export interface MadeDirectory {
  readonly teams?: Readonly<Record<string, DirectoryTeam>>;
  readonly bankHolidays?: Readonly<Record<string, string>>;
  readonly timeZone?: string;
}

/** Team `north-day` covers north with `night` behind it; `south-day` covers south and is the neighbour of north. */
export const madeTeams: Readonly<Record<string, DirectoryTeam>> = {
  "north-day": madeTeam({
    outOfHours: { coveredBy: ["night"], coverTakesTwoHour: false, service: "helpline" },
    mutualAid: ["south-day"],
  }),
  "south-day": madeTeam({ places: ["south"], skills: ["nursing"] }),
  night: madeTeam({
    places: ["elsewhere"],
    hours: everyDay("00:00-08:00", "18:00-24:00"),
    lastTwoHourReferral: "none",
  }),
};

/** Makes a directory ready. */
export function madeDirectory(given: MadeDirectory = {}): Directory {
  const place = {
    subIcbs: [] as string[],
    provider: "SYN1",
    basis: "synthetic" as const,
    providerBasis: "synthetic" as const,
  };
  const data: DirectoryData = {
    area: "made",
    isDemonstration: true,
    hash: "0".repeat(64),
    file: {
      version: "1",
      effectiveFrom: "2026-01-01",
      approver: "none, demonstration only",
      sources: [],
      timeZone: given.timeZone ?? "Europe/London",
      organisations: { SYN1: { name: "Made provider", kind: "community-provider", basis: "synthetic" } },
      commissioners: {},
      places: {
        north: { name: "North", ...place },
        south: { name: "South", ...place },
        elsewhere: { name: "Elsewhere", ...place },
      },
      districts: {
        E99000001: { name: "North town", place: "north", basis: "synthetic" },
        E99000002: { name: "South town", place: "south", basis: "synthetic" },
      },
      splitPostcodeDistricts: ["ZZ2"],
      bankHolidays: { knownUntil: "2027-12-31", days: { ...given.bankHolidays } },
      teams: { ...(given.teams ?? madeTeams) },
      services: {
        helpline: {
          name: "Helpline",
          words: "Anyone",
          phone: "111",
          hours: everyDay("00:00-24:00"),
          basis: "synthetic",
        },
      },
    },
    practices: [
      {
        ods: "SYN11",
        name: "North surgery",
        pcn: "SYN91",
        pcnName: "North network",
        place: "north",
        basis: "synthetic",
      },
      {
        ods: "SYN12",
        name: "South surgery",
        pcn: "SYN92",
        pcnName: "South network",
        place: "south",
        basis: "synthetic",
      },
    ],
    postcodes: [
      { postcode: "ZZ1", lsoa: null, district: "E99000001", place: null, basis: "synthetic" },
      { postcode: "ZZ2 1", lsoa: null, district: "E99000001", place: null, basis: "synthetic" },
      { postcode: "ZZ2 1ZZ", lsoa: "E01990001", district: "E99000002", place: null, basis: "synthetic" },
      { postcode: "ZZ3", lsoa: null, district: null, place: "south", basis: "synthetic" },
    ],
  };
  return createDirectory(data);
}
