/**
 * `GET /api/metrics/demand-by-hour`. In: a quarter. Out: 24 hours with what was received, beside published hours, hours offered and capacity.
 * Over a quarter only: an hour of a month is a handful of people. Opening hours and capacity are about teams and are never hidden.
 */
import { dayNumberOfDate, periodOf, seesLiveNumbers, type Period } from "@ucrt/domain";
import { demandByHourAnswer, demandByHourQuery, type DemandByHourAnswer, type Shown } from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import { contextOf, notPublished } from "./get-report.ts";
import type { NumbersDependencies } from "./numbers-dependencies.ts";
import { readPublished } from "./publication-rows.ts";
import { readCube } from "./read-cube.ts";
import { describePeriod } from "./report.ts";
import { readTeamHours, type TeamHoursOfMonth } from "./roll-up-team-hours.ts";

const MINUTES_OF_HOUR = 60;

const definitions = [
  { measure: "received", text: "Referrals received in this local hour of the day, over all days of the quarter." },
  {
    measure: "capacity",
    text: "Jobs that the teams open in this hour can hold at once, by what they said or else by the directory, summed over the days of the quarter so far. Not the number of visits they can make.",
  },
  {
    measure: "openShare",
    text: "Share of the days so far on which the team with the longest hours was open by its published hours.",
  },
  {
    measure: "publishedTeamHours, offeredTeamHours",
    text: "Hours of all teams within their published hours, and of those the hours in which the team took referrals. The difference is published and not offered: paused or closed.",
  },
];

export function addDemandByHourRoute(app: HttpServer, dependencies: NumbersDependencies): void {
  const { db, area } = dependencies;
  app.get(
    "/api/metrics/demand-by-hour",
    {
      schema: { querystring: demandByHourQuery, response: { 200: demandByHourAnswer } },
    },
    async (request): Promise<DemandByHourAnswer> => {
      const period = periodOf(request.query.quarter);
      if (period === undefined) throw problem("REF_INVALID", { detail: "A quarter is written 2026-Q4." });
      const context = contextOf(dependencies);
      const isDisclosed = !seesLiveNumbers(principalOf(request));
      const { received, asOfMs } = isDisclosed
        ? await publishedHours(dependencies, period)
        : { received: await liveHours(dependencies, period), asOfMs: context.nowMs };
      const months = { from: period.from.slice(0, 7), to: period.to.slice(0, 7) };
      const teamHours = await readTeamHours(db, months);
      const today = context.civil.toCivil(context.nowMs).day;
      const daysSoFar = Math.min(period.days, today - dayNumberOfDate(period.from) + 1);
      return {
        asOf: asOfMs,
        area,
        isDisclosed,
        period: describePeriod(period, context),
        hours: Array.from({ length: 24 }, (_none, hour) => ({
          hour,
          received: received.get(hour) ?? 0,
          ...offeredIn(
            teamHours.filter((one) => one.hour === hour),
            teamHours.length > 0 ? daysSoFar : 0,
          ),
        })),
        definitions,
      };
    },
  );
}

async function publishedHours(dependencies: NumbersDependencies, period: Period) {
  const [table] = await readPublished(dependencies.db, { periods: [period.id], breakdowns: "hour" });
  if (table === undefined) throw notPublished(period.id, dependencies);
  return {
    asOfMs: table.asOfMs,
    received: new Map(
      table.groups.map(({ values, counts }): [number, Shown] => [Number(values[0]), counts["received"] ?? 0]),
    ),
  };
}

async function liveHours({ db }: NumbersDependencies, { from, to }: Period): Promise<ReadonlyMap<number, Shown>> {
  const cells = await readCube(db, {
    from: from.slice(0, 7),
    to: to.slice(0, 7),
    grain: "hour-of-day",
    breakdowns: [],
  });
  const sums = new Map<number, number>();
  for (const { period, counts } of cells) {
    const hour = Number(period.slice(8));
    sums.set(hour, (sums.get(hour) ?? 0) + counts.received);
  }
  return sums;
}

type Offered = Pick<
  DemandByHourAnswer["hours"][number],
  "capacity" | "openShare" | "publishedTeamHours" | "offeredTeamHours"
>;

/** `days` 0: nothing is known of the teams in this quarter. */
function offeredIn(hours: readonly TeamHoursOfMonth[], days: number): Offered {
  if (days <= 0) return { capacity: null, openShare: null, publishedTeamHours: null, offeredTeamHours: null };
  const published = new Map<string, number>();
  for (const { team, publishedMinutes } of hours) published.set(team, (published.get(team) ?? 0) + publishedMinutes);
  const sumOf = (minutesOf: (one: TeamHoursOfMonth) => number) =>
    Math.round(hours.reduce((sum, one) => sum + minutesOf(one), 0) / MINUTES_OF_HOUR);
  const longest = Math.max(0, ...published.values());
  return {
    capacity: sumOf((one) => one.capacityMinutes),
    openShare: Math.min(1, Math.round((100 * longest) / (days * MINUTES_OF_HOUR)) / 100),
    publishedTeamHours: sumOf((one) => one.publishedMinutes),
    offeredTeamHours: sumOf((one) => one.offeredMinutes),
  };
}
