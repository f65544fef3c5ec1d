import { array, assert, boolean, constantFrom, integer, property, record, subarray } from "fast-check";
import type { TeamState } from "@ucrt/schemas";
import { describe, expect, test } from "vitest";
import { madeDirectory, madeTeam, madeTeams } from "./made-directory.ts";
import { isOpen } from "./opening-hours.ts";
import { rankTeams, type RankQuery } from "./rank-teams.ts";

const directory = madeDirectory();
const noonMs = Date.parse("2026-12-01T12:00:00Z");

function state(team: string, given: Partial<TeamState> = {}): [string, TeamState] {
  return [
    team,
    {
      team,
      version: 1,
      isOpen: true,
      isPaused: false,
      pausedBecause: null,
      capacity: 4,
      openOffers: 0,
      openJobs: 0,
      changedAt: noonMs,
      ...given,
    },
  ];
}

function rank(given: Partial<RankQuery> & { readonly place?: string | null; readonly at?: string } = {}) {
  const { place = "north", at, ...rest } = given;
  return rankTeams({
    location: { place },
    needs: [],
    response: "two-hour",
    teamsTried: [],
    source: "crew",
    atMs: at === undefined ? noonMs : Date.parse(at),
    directory,
    teamStates: new Map(),
    ...rest,
  });
}

const reasons = (ranking: ReturnType<typeof rank>): Record<string, string> =>
  Object.fromEntries(ranking.considered.map((team) => [team.team, team.reason]));

describe("ranking", () => {
  test("offers the team of the place, proposes its neighbour, and says why not the others", () => {
    const ranking = rank();
    expect(ranking.considered).toEqual([
      { team: "north-day", rank: 1, reason: "covers-and-open", isMutualAid: false, room: 4, load: 0 },
      { team: "south-day", rank: 2, reason: "mutual-aid", isMutualAid: true, room: 4, load: 0 },
      { team: "night", rank: null, reason: "does-not-cover-place", isMutualAid: false, room: 4, load: 0 },
    ]);
    expect(ranking.unroutedBecause).toBeNull();
    expect(ranking.nextOpeningAt).toBeNull();
  });

  test("an unknown place ranks nobody, mutual aid included", () => {
    const ranking = rank({ place: null });
    expect(ranking.unroutedBecause).toBe("place-unknown");
    expect(ranking.considered.every((team) => team.rank === null)).toBe(true);
  });

  test("a place that no team covers is unrouted, never a default team", () => {
    expect(rank({ place: "atlantis" })).toMatchObject({ unroutedBecause: "nobody-open", nextOpeningAt: null });
  });

  test("mutual aid alone leaves it unrouted: a person sends it", () => {
    const ranking = rank({ teamStates: new Map([state("north-day", { openJobs: 4 })]) });
    expect(ranking.considered[0]).toMatchObject({ team: "south-day", rank: 1, isMutualAid: true });
    expect(ranking.unroutedBecause).toBe("nobody-with-room");
  });

  test("names the reason: closed, paused, full, without the skill, tried", () => {
    expect(reasons(rank({ teamStates: new Map([state("north-day", { isOpen: false })]) }))["north-day"]).toBe(
      "closed-now",
    );
    expect(reasons(rank({ teamStates: new Map([state("north-day", { isPaused: true })]) }))["north-day"]).toBe(
      "paused",
    );
    expect(
      reasons(rank({ teamStates: new Map([state("north-day", { openOffers: 1, openJobs: 3 })]) }))["north-day"],
    ).toBe("full");
    expect(rank({ needs: ["lifting"] })).toMatchObject({ unroutedBecause: "nobody-with-skill" });
    expect(reasons(rank({ needs: ["therapy"] }))["south-day"]).toBe("skill-missing");
    expect(rank({ teamsTried: ["north-day"] })).toMatchObject({ unroutedBecause: "all-tried" });
  });

  test("a team whose state nobody has told yet has the directory's capacity", () => {
    expect(rank().considered[0]).toMatchObject({ room: 4, load: 0 });
    expect(
      rank({ teamStates: new Map([state("north-day", { capacity: 0 })]) }).considered.find(
        (team) => team.team === "north-day",
      ),
    ).toMatchObject({ rank: null, reason: "full", load: null });
  });

  test("takes same-day work after the last two-hour referral, and two-hour work the next morning", () => {
    const evening = { at: "2026-12-01T19:00:00Z" };
    expect(reasons(rank(evening))["north-day"]).toBe("after-last-referral-time");
    expect(rank(evening)).toMatchObject({
      unroutedBecause: "nobody-open",
      nextOpeningAt: Date.parse("2026-12-02T08:00:00Z"),
    });
    expect(rank({ ...evening, response: "same-day" }).considered[0]).toMatchObject({ team: "north-day", rank: 1 });
  });

  test("night cover stands in once the home team has closed, within what it takes", () => {
    const night = { at: "2026-12-01T22:00:00Z" };
    expect(reasons(rank(night))).toMatchObject({ "north-day": "closed-now", night: "not-two-hour-tonight" });
    expect(rank({ ...night, response: "same-day" }).considered[0]).toMatchObject({
      team: "night",
      rank: 1,
      reason: "out-of-hours-cover",
      isMutualAid: false,
    });
    expect(reasons(rank({ at: "2026-12-01T19:00:00Z" }))["night"]).toBe("does-not-cover-place");
  });

  test("says when cover begins, if that is sooner than the home team's opening", () => {
    const covered = madeDirectory({
      teams: {
        ...madeTeams,
        "north-day": madeTeam({ outOfHours: { coveredBy: ["night"], coverTakesTwoHour: true, service: "helpline" } }),
      },
    });
    const ranking = rank({ directory: covered, at: "2026-12-01T19:00:00Z" });
    expect(ranking.nextOpeningAt).toBe(Date.parse("2026-12-01T20:00:00Z"));
    expect(rank({ directory: covered, at: "2026-12-01T20:00:00Z" }).considered[0]).toMatchObject({
      team: "night",
      reason: "out-of-hours-cover",
      rank: 1,
    });
  });

  test("more room first, then less load, then the team's id", () => {
    const three = madeDirectory({ teams: { c: madeTeam(), b: madeTeam(), a: madeTeam() } });
    const order = (...states: [string, TeamState][]) =>
      rank({ directory: three, teamStates: new Map(states) }).considered.map((team) => team.team);
    expect(order()).toEqual(["a", "b", "c"]);
    expect(order(state("c", { capacity: 9 }))).toEqual(["c", "a", "b"]);
    expect(order(state("a", { openJobs: 1, capacity: 5 }))).toEqual(["b", "c", "a"]);
  });
});

describe("whatever the teams' states", () => {
  const ids = Object.keys(madeTeams);
  const query = record({
    place: constantFrom("north", "south", "elsewhere", "atlantis", null),
    response: constantFrom("two-hour" as const, "same-day" as const, "two-days" as const),
    needs: subarray(["nursing", "therapy", "lifting"] as const),
    teamsTried: subarray(ids),
    minutes: integer({ min: 0, max: 60 * 24 * 365 }),
    states: array(
      record({
        team: constantFrom(...ids),
        isOpen: boolean(),
        isPaused: boolean(),
        capacity: integer({ min: 0, max: 5 }),
        openOffers: integer({ min: 0, max: 3 }),
        openJobs: integer({ min: 0, max: 3 }),
      }),
      { maxLength: 4 },
    ),
  }).map(({ minutes, states, needs, ...rest }) => ({
    ...rest,
    needs: [...needs],
    atMs: noonMs + minutes * 60_000,
    teamStates: new Map(states.map((one) => state(one.team, one))),
  }));

  test("every team is named exactly once, ranks are 1, 2, 3, and a repeat gives the same", () => {
    assert(
      property(query, (given) => {
        const ranking = rank(given);
        expect(ranking.considered.map((team) => team.team).toSorted()).toEqual(ids.toSorted());
        const ranks = ranking.considered.map((team) => team.rank).filter((one) => one !== null);
        expect(ranks).toEqual(ranks.map((_, index) => index + 1));
        expect(rank(given)).toEqual(ranking);
      }),
    );
  });

  test("a team that is closed, full, paused, tried, without the skill or of another place never ranks", () => {
    assert(
      property(query, (given) => {
        for (const team of rank(given).considered) {
          if (team.rank === null) continue;
          const told = given.teamStates.get(team.team);
          const known = directory.team(team.team);
          expect(given.place === "north" || given.place === "south" || given.place === "elsewhere").toBe(true);
          expect(given.teamsTried).not.toContain(team.team);
          expect(told?.isPaused ?? false).toBe(false);
          expect(told?.isOpen ?? true).toBe(true);
          expect(team.room).toBeGreaterThan(0);
          expect(known !== undefined && isOpen(known, given.atMs)).toBe(true);
          expect(given.needs.every((need) => known?.skills.has(need))).toBe(true);
        }
      }),
    );
  });

  test("a reason for nobody is given exactly when no team ranks but by mutual aid, and mutual aid ranks last", () => {
    assert(
      property(query, (given) => {
        const ranking = rank(given);
        const ranked = ranking.considered.filter((team) => team.rank !== null);
        expect(ranking.unroutedBecause === null).toBe(ranked.some((team) => !team.isMutualAid));
        const firstAid = ranked.findIndex((team) => team.isMutualAid);
        if (firstAid >= 0) expect(ranked.slice(firstAid).every((team) => team.isMutualAid)).toBe(true);
      }),
    );
  });

  test("at the next opening somebody who covers the place is open, and not before", () => {
    assert(
      property(query, (given) => {
        const { nextOpeningAt } = rank(given);
        if (nextOpeningAt === null) return;
        expect(nextOpeningAt).toBeGreaterThan(given.atMs);
        const then = rank({ ...given, atMs: nextOpeningAt, teamStates: new Map(), teamsTried: [] });
        expect(then.unroutedBecause).toBeNull();
      }),
    );
  });
});
