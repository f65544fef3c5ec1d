/** Every team in one table: open or not, room used, offers that wait, visits, the oldest without an answer. In: live rows and the teams' states. Out: a table. */
import type { BoardRow } from "@ucrt/schemas";
import { useMemo } from "react";
import { forLong } from "../format.ts";
import { useReference, type ReferenceData } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { teamStandingOf } from "./how-it-stands.ts";

type Team = ReferenceData["teams"][number];

export function TeamsNow({ rows }: { readonly rows: readonly BoardRow[] }) {
  const { teams } = useReference();
  return (
    <div className="app-table" role="region" aria-labelledby="teams-now" tabIndex={0}>
      <table>
        <caption id="teams-now">Teams now</caption>
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">State</th>
            <th scope="col">Room used</th>
            <th scope="col" className="app-table__number">
              Offers waiting
            </th>
            <th scope="col" className="app-table__number">
              Accepted
            </th>
            <th scope="col" className="app-table__number">
              Visits under way
            </th>
            <th scope="col" className="app-table__number">
              Over two hours
            </th>
            <th scope="col">Oldest without an answer</th>
            <th scope="col">Telephone</th>
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <TeamNow key={team.team} team={team} rows={rows} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TeamNow({ team, rows }: { readonly team: Team; readonly rows: readonly BoardRow[] }) {
  const nowMs = useServerNow();
  const standing = useMemo(() => teamStandingOf(rows, team.team), [rows, team.team]);
  const used = team.openJobs + team.openOffers;
  const isFull = used >= team.capacity;
  return (
    <tr>
      <th scope="row">{team.name.replace(/ UCRT$/, "")}</th>
      <td>{stateOf(team)}</td>
      <td className={isFull ? "app-oversight__wrong" : undefined}>
        <meter
          min={0}
          max={Math.max(1, team.capacity)}
          high={team.capacity * 0.8}
          value={used}
          aria-label={`${used} of ${team.capacity} places used`}
        />{" "}
        {used} of {team.capacity}
      </td>
      <td className="app-table__number">{standing.offers}</td>
      <td className="app-table__number">{standing.accepted}</td>
      <td className="app-table__number">{standing.underWay}</td>
      <td className={`app-table__number${standing.late > 0 ? " app-oversight__wrong" : ""}`}>{standing.late}</td>
      <td>{standing.oldestOfferAt === null ? "–" : forLong(nowMs - standing.oldestOfferAt)}</td>
      <td>
        <a href={`tel:${team.phone.replaceAll(" ", "")}`}>{team.phone}</a>
      </td>
    </tr>
  );
}

function stateOf(team: Team): string {
  if (team.isPaused) return `Paused${team.pausedBecause === null ? "" : `: ${team.pausedBecause}`}`;
  if (!team.isWithinHours) return "Closed by its hours";
  return team.isOpen ? "Open" : "Closed";
}
