/**
 * Chooses the teams to offer a referral to. In: where it is, what it needs, who was tried, the directory, the teams' states, the time.
 * Out: every team of the area, ranked or passed over with its reason; why nobody can take it, if nobody can; when that may change.
 * Ranks by cover (home team, then out-of-hours cover, then mutual aid), then room, then load; open now, skill and room are conditions.
 * Ties break by team id, so a replay gives the same answer. Mutual aid is ranked for a person to send, and never counts as routed. Pure.
 */
import type { CodedLocation, ConsideredTeam, Response, RoutedAdvice, Skill, Source, TeamState } from "@ucrt/schemas";
import type { Directory, PlaceCover, RoutedTeam } from "./directory.ts";
import { closingAt, isOpen, nextOpeningAt, nextTwoHourOpeningAt, takesTwoHourReferrals } from "./opening-hours.ts";

export interface RankQuery {
  readonly location: Pick<CodedLocation, "place">;
  readonly needs: readonly Skill[];
  readonly response: Response;
  readonly teamsTried: readonly string[];
  readonly source: Source;
  /** The instant the advice is for, epoch ms: hours are those of this instant. */
  readonly atMs: number;
  readonly directory: Directory;
  /** What the teams say of themselves. A team not in here is taken as the directory has it: working, empty, its usual capacity. */
  readonly teamStates: ReadonlyMap<string, TeamState>;
}

export interface Ranking {
  /** All teams of the area: ranked ones first in their order, then the others by id. */
  readonly considered: readonly ConsideredTeam[];
  /** When a covering team with the skills next takes such work, epoch ms; null while one does, or when none will. */
  readonly nextOpeningAt: number | null;
  /** Why no team can be offered it by the system; null when one can. */
  readonly unroutedBecause: RoutedAdvice["unroutedBecause"];
}

type Reason = ConsideredTeam["reason"];
type Role = "home" | "out-of-hours" | "mutual-aid" | "none";

interface Weighed {
  readonly team: RoutedTeam;
  readonly role: Role;
  readonly reason: Reason;
  readonly canBeOffered: boolean;
  readonly room: number;
  readonly load: number | null;
}

const coverOrder: Readonly<Record<Role, number>> = { home: 0, "out-of-hours": 1, "mutual-aid": 2, none: 3 };

/** Ranks the area's teams for one referral. */
export function rankTeams(query: RankQuery): Ranking {
  const { directory, location } = query;
  const cover = location.place === null ? undefined : directory.cover(location.place);
  const weighed = directory.teams.map((team) => weigh(team, query, cover));
  const ranked = weighed.filter((team) => team.canBeOffered).sort(byRank);
  const passedOver = weighed.filter((team) => !team.canBeOffered);
  return {
    considered: [
      ...ranked.map((team, index) => toConsidered(team, index + 1)),
      ...passedOver.map((team) => toConsidered(team, null)),
    ],
    nextOpeningAt: nextTimeSomebodyTakes(query, cover),
    unroutedBecause: whyNobody(location.place, weighed),
  };
}

function weigh(team: RoutedTeam, query: RankQuery, cover: PlaceCover | undefined): Weighed {
  const state = query.teamStates.get(team.id);
  const capacity = state?.capacity ?? team.entry.capacity;
  const openJobs = state?.openJobs ?? 0;
  const room = capacity - (state?.openOffers ?? 0) - openJobs;
  const load = capacity === 0 ? null : openJobs / capacity;
  const role = roleOf(team, query, cover);
  const hindrance = whyNot({ team, query, cover, role, state, room });
  return { team, role, reason: hindrance ?? reasonOf(role), canBeOffered: hindrance === null, room, load };
}

/** Out-of-hours cover stands in only while every home team it stands in for is outside its hours. */
function roleOf(team: RoutedTeam, query: RankQuery, cover: PlaceCover | undefined): Role {
  if (cover === undefined) return "none";
  if (cover.home.has(team.id)) return "home";
  const standsInFor = cover.outOfHours.get(team.id);
  if (standsInFor !== undefined && standsInFor.every((id) => isShut(query.directory.team(id), query.atMs)))
    return "out-of-hours";
  return cover.mutualAid.has(team.id) ? "mutual-aid" : "none";
}

function whyNot(given: {
  readonly team: RoutedTeam;
  readonly query: RankQuery;
  readonly cover: PlaceCover | undefined;
  readonly role: Role;
  readonly state: TeamState | undefined;
  readonly room: number;
}): Reason | null {
  const { team, query, cover, role, state, room } = given;
  if (cover === undefined || role === "none") return "does-not-cover-place";
  if (query.teamsTried.includes(team.id)) return "already-tried";
  if (query.needs.some((need) => !team.skills.has(need))) return "skill-missing";
  if (state?.isOpen === false || !isOpen(team, query.atMs)) return "closed-now";
  if (query.response === "two-hour") {
    if (role === "out-of-hours" && !coverTakesTwoHour(team, query.directory, cover)) return "not-two-hour-tonight";
    if (!takesTwoHourReferrals(team, query.atMs)) return "after-last-referral-time";
  }
  if (state?.isPaused === true) return "paused";
  return room <= 0 ? "full" : null;
}

function coverTakesTwoHour(team: RoutedTeam, directory: Directory, cover: PlaceCover): boolean {
  return (cover.outOfHours.get(team.id) ?? []).some(
    (home) => directory.team(home)?.entry.outOfHours.coverTakesTwoHour === true,
  );
}

const isShut = (team: RoutedTeam | undefined, atMs: number): boolean => team === undefined || !isOpen(team, atMs);

function reasonOf(role: Role): Reason {
  switch (role) {
    case "home":
      return "covers-and-open";
    case "out-of-hours":
      return "out-of-hours-cover";
    case "mutual-aid":
      return "mutual-aid";
    case "none":
      return "does-not-cover-place";
  }
}

function byRank(one: Weighed, other: Weighed): number {
  return (
    coverOrder[one.role] - coverOrder[other.role] ||
    other.room - one.room ||
    (one.load ?? 1) - (other.load ?? 1) ||
    (one.team.id < other.team.id ? -1 : 1)
  );
}

function toConsidered(weighed: Weighed, rank: number | null): ConsideredTeam {
  const { team, role, reason, room, load } = weighed;
  return { team: team.id, rank, reason, isMutualAid: role === "mutual-aid", room, load };
}

/** The furthest that any covering team came: full says more to a coordinator than closed, closed more than skill. */
function whyNobody(place: string | null, weighed: readonly Weighed[]): Ranking["unroutedBecause"] {
  if (place === null) return "place-unknown";
  const covering = weighed.filter(({ role }) => role === "home" || role === "out-of-hours");
  if (covering.some(({ canBeOffered }) => canBeOffered)) return null;
  const reasons = new Set(covering.map(({ reason }) => reason));
  if (reasons.has("full")) return "nobody-with-room";
  for (const reason of ["closed-now", "paused", "after-last-referral-time", "not-two-hour-tonight"] as const)
    if (reasons.has(reason)) return "nobody-open";
  if (reasons.has("skill-missing")) return "nobody-with-skill";
  return reasons.has("already-tried") ? "all-tried" : "nobody-open";
}

function nextTimeSomebodyTakes(query: RankQuery, cover: PlaceCover | undefined): number | null {
  if (cover === undefined) return null;
  const { directory, atMs, response } = query;
  const takes = response === "two-hour" ? takesTwoHourReferrals : isOpen;
  const next = response === "two-hour" ? nextTwoHourOpeningAt : nextOpeningAt;
  const isSkilled = (team: RoutedTeam): boolean => query.needs.every((need) => team.skills.has(need));
  const isTaking = (team: RoutedTeam): boolean => query.teamStates.get(team.id)?.isOpen !== false && takes(team, atMs);
  const homeShut = (team: RoutedTeam, whenMs: number): boolean =>
    (cover.outOfHours.get(team.id) ?? []).every((id) => isShut(directory.team(id), whenMs));

  const skilled = directory.teams.filter(isSkilled);
  const home = skilled.filter((team) => cover.home.has(team.id));
  const standIns = skilled.filter(
    (team) => cover.outOfHours.has(team.id) && (response !== "two-hour" || coverTakesTwoHour(team, directory, cover)),
  );
  if (home.some(isTaking) || standIns.some((team) => homeShut(team, atMs) && isTaking(team))) return null;

  const openings = [
    ...home.map((team) => next(team, atMs)),
    // A stand-in begins when it opens itself, or when the last team it stands in for closes.
    ...standIns.flatMap((team) =>
      [
        next(team, atMs),
        ...(cover.outOfHours.get(team.id) ?? []).map((id) => closingOf(directory.team(id), atMs)),
      ].filter((whenMs) => whenMs !== null && homeShut(team, whenMs) && takes(team, whenMs)),
    ),
  ].filter((whenMs) => whenMs !== null);
  return openings.length === 0 ? null : Math.min(...openings);
}

const closingOf = (team: RoutedTeam | undefined, atMs: number): number | null =>
  team === undefined ? null : closingAt(team, atMs);
