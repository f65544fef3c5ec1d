/** The teams at a glance: open or not, how full, the number to ring. In: the teams' states. Out: one tight line each. */
import { atTime } from "../format.ts";
import { useReference } from "../reference-data.tsx";

export function TeamStrip() {
  const { teams } = useReference();
  if (teams.length === 0) return null;
  return (
    <ul className="app-teams" aria-label="Teams">
      {teams.map((team) => {
        const load = team.openJobs + team.openOffers;
        const isWorking = team.isOpen && !team.isPaused && team.isWithinHours;
        const state = team.isPaused
          ? `Paused${team.pausedBecause === null ? "" : `: ${team.pausedBecause}`}`
          : !team.isWithinHours
            ? `Closed${team.opensAt === null ? "" : ` until ${atTime(team.opensAt)}`}`
            : team.isOpen
              ? "Open"
              : "Closed";
        return (
          <li key={team.team} className={`app-team${isWorking ? "" : " app-team--shut"}`}>
            <span className="app-team__name">{team.name.replace(/ UCRT$/, "")}</span>
            <span className={`app-team__state app-team__state--${isWorking ? "open" : "shut"}`}>{state}</span>
            <span className="app-team__load">
              <meter
                min={0}
                max={Math.max(1, team.capacity)}
                high={team.capacity * 0.8}
                value={load}
                aria-label={`${load} of ${team.capacity} places used`}
              />
              {load} of {team.capacity}
            </span>
            <a className="app-team__phone" href={`tel:${team.phone.replaceAll(" ", "")}`}>
              {team.phone}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
