/**
 * Ranking teams. In: the area's real directory, and a made one with 200 teams and 60 places; instants over a year, day and night. Out: rankings a second.
 */
import { createDirectory, rankTeams, type Directory, type RankQuery } from "@ucrt/domain";
import { response, skill, type DirectoryData, type DirectoryTeam, type TeamState } from "@ucrt/schemas";
import type { BenchTable } from "./bench-table.ts";
import type { Contestant } from "./measure.ts";
import { directory } from "./sample-pictures.ts";
import { seededChoice, type Choice } from "./seeded-choice.ts";

const startMs = Date.parse("2026-11-20T00:00:00Z");
const MINUTE_MS = 60_000;
const madeTeams = 200;
const madePlaces = 60;

/** `queries`: how many different questions each directory is asked in a call. */
export function routingBenches({ queries }: { readonly queries: number }): readonly BenchTable[] {
  const large = createDirectory(largeArea(directory.data));
  return [
    {
      title: "Routing",
      contestants: [
        ranking(`the area's ${directory.teams.length} teams`, directory, queries),
        ranking(`a made area of ${large.teams.length} teams`, large, queries),
      ],
      comparisons: [],
      notes: [
        "Every team of the area is given with its rank or the reason why not, and the next opening when nobody takes it now.",
      ],
    },
  ];
}

function ranking(name: string, asked: Directory, count: number): Contestant {
  const choice = seededChoice(3);
  const states = new Map(asked.teams.map(({ id, entry }) => [id, stateOf(id, entry.capacity, choice)]));
  const queries = Array.from({ length: count }, () => queryOf(asked, states, choice));
  return {
    name,
    unit: "rankings",
    unitsPerCall: queries.length,
    call: () => {
      let ranked = 0;
      for (const query of queries) ranked += rankTeams(query).considered.length;
      return ranked;
    },
  };
}

const stateOf = (team: string, capacity: number, choice: Choice): TeamState => ({
  team,
  isOpen: choice.chance(0.95),
  isPaused: choice.chance(0.05),
  capacity,
  openOffers: choice.whole(0, 2),
  openJobs: choice.whole(0, capacity),
  pausedBecause: null,
  changedAt: startMs,
  version: 1,
});

function queryOf(asked: Directory, teamStates: RankQuery["teamStates"], choice: Choice): RankQuery {
  return {
    location: { place: choice.chance(0.97) ? choice.pick(Object.keys(asked.data.file.places)) : null },
    needs: choice.chance(0.3) ? [choice.pick(skill.options)] : [],
    response: choice.pick(response.options),
    teamsTried: choice.chance(0.2) ? [choice.pick(asked.teams).id] : [],
    source: "crew",
    // Two out of three by day, as referrals come.
    atMs:
      startMs +
      choice.whole(0, 364) * 1_440 * MINUTE_MS +
      choice.pick([0, 8, 8]) * 60 * MINUTE_MS +
      choice.whole(0, 719) * MINUTE_MS,
    directory: asked,
    teamStates,
  };
}

/** The real teams' hours and skills, over and over, for 60 places: three home teams, two for the night and two neighbours each. */
function largeArea(real: DirectoryData): DirectoryData {
  const choice = seededChoice(4);
  const templates = Object.values(real.file.teams);
  const [place] = Object.values(real.file.places);
  if (place === undefined) throw new Error("The area has no places.");
  const placeId = (index: number): string => `place-${index}`;
  const teamId = (index: number): string => `team-${String(index).padStart(3, "0")}`;
  const someTeams = (count: number): string[] =>
    Array.from({ length: count }, () => teamId(choice.whole(0, madeTeams - 1)));
  const teams: Record<string, DirectoryTeam> = {};
  for (let index = 0; index < madeTeams; index += 1) {
    const template = choice.pick(templates);
    teams[teamId(index)] = {
      ...template,
      places: [placeId(index % madePlaces)],
      outOfHours: { ...template.outOfHours, coveredBy: someTeams(2) },
      mutualAid: someTeams(2),
    };
  }
  return {
    ...real,
    file: {
      ...real.file,
      places: Object.fromEntries(Array.from({ length: madePlaces }, (_unused, index) => [placeId(index), place])),
      teams,
    },
  };
}
