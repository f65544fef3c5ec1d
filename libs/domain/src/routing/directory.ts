/**
 * The directory made ready for asking: places by postcode and practice, teams with their calendars. In: the area's files as read.
 * Out: lookups. Built once at start, never changed after. Pure.
 */
import type { DirectoryData, DirectoryService, DirectoryTeam, PracticeRow, PostcodeRow } from "@ucrt/schemas";
import { createCivilTime, dayNumberOfDate, type CivilTime } from "./civil-time.ts";
import { createCalendar, type Opens } from "./opening-hours.ts";

/** A team as routing sees it. */
export interface RoutedTeam extends Opens {
  readonly id: string;
  readonly entry: DirectoryTeam;
  readonly skills: ReadonlySet<string>;
}

export interface OpenService extends Opens {
  readonly id: string;
  readonly entry: DirectoryService;
}

/** Who may be offered what lies in one place. */
export interface PlaceCover {
  /** Teams that cover it within their hours. */
  readonly home: ReadonlySet<string>;
  /** Cover outside a home team's hours: covering team to the home teams it stands in for. */
  readonly outOfHours: ReadonlyMap<string, readonly string[]>;
  /** Neighbours that a person may send it to. */
  readonly mutualAid: ReadonlySet<string>;
}

export interface Directory {
  readonly data: DirectoryData;
  readonly civil: CivilTime;
  /** In the order of their ids. */
  readonly teams: readonly RoutedTeam[];
  readonly team: (id: string) => RoutedTeam | undefined;
  readonly services: readonly OpenService[];
  readonly service: (id: string) => OpenService | undefined;
  readonly practice: (ods: string) => PracticeRow | undefined;
  /** The row of exactly this unit, sector or outward code. */
  readonly postcodeRow: (code: string) => PostcodeRow | undefined;
  readonly cover: (place: string) => PlaceCover;
}

const nobody: PlaceCover = { home: new Set(), outOfHours: new Map(), mutualAid: new Set() };

/** Makes the directory ready. The data was checked when it was read. */
export function createDirectory(data: DirectoryData): Directory {
  const { file } = data;
  const civil = createCivilTime(file.timeZone);
  const bankHolidays = new Set(Object.keys(file.bankHolidays.days).map(dayNumberOfDate));
  const teams = Object.entries(file.teams)
    .map(([id, entry]) => ({
      id,
      entry,
      skills: new Set<string>(entry.skills),
      calendar: createCalendar({
        civil,
        hours: entry.hours,
        bankHolidays,
        lastTwoHourReferral: entry.lastTwoHourReferral,
      }),
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const services = Object.entries(file.services).map(([id, entry]) => ({
    id,
    entry,
    calendar: createCalendar({ civil, hours: entry.hours, bankHolidays, lastTwoHourReferral: "none" }),
  }));
  const teamById = new Map(teams.map((team) => [team.id, team]));
  const serviceById = new Map(services.map((service) => [service.id, service]));
  const practices = new Map(data.practices.map((row) => [row.ods, row]));
  const postcodes = new Map(data.postcodes.map((row) => [row.postcode, row]));
  const covers = new Map(Object.keys(file.places).map((place) => [place, coverOf(place, teams)]));
  return {
    data,
    civil,
    teams,
    team: (id) => teamById.get(id),
    services,
    service: (id) => serviceById.get(id),
    practice: (ods) => practices.get(ods),
    postcodeRow: (code) => postcodes.get(code),
    cover: (place) => covers.get(place) ?? nobody,
  };
}

function coverOf(place: string, teams: readonly RoutedTeam[]): PlaceCover {
  const homeTeams = teams.filter((team) => team.entry.places.includes(place));
  const home = new Set(homeTeams.map((team) => team.id));
  const outOfHours = new Map<string, readonly string[]>();
  const mutualAid = new Set<string>();
  for (const team of homeTeams) {
    for (const other of team.entry.outOfHours.coveredBy)
      if (!home.has(other)) outOfHours.set(other, [...(outOfHours.get(other) ?? []), team.id]);
    for (const other of team.entry.mutualAid) if (!home.has(other)) mutualAid.add(other);
  }
  return { home, outOfHours, mutualAid };
}
