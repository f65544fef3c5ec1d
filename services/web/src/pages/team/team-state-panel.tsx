/** Whether the team takes work: open, paused, how many places. In: the team's state. Out: `PUT /api/teams/{id}/state` with a reason. */
import { teamView } from "@ucrt/schemas";
import { useState, type FormEvent } from "react";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { useReference } from "../reference-data.tsx";
import { useSession } from "../session.tsx";

export function TeamStatePanel() {
  const { principal } = useSession();
  const { teams } = useReference();
  const [refusal, setRefusal] = useState<Refusal>();
  const [isSent, setSent] = useState(false);
  const team = teams.find((each) => each.team === principal?.team);
  if (team === undefined || principal === null) return null;
  const words = team.isPaused ? "Paused" : team.isOpen && team.isWithinHours ? "Open" : "Closed";
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const why = given.get("reason");
    const body = {
      isPaused: given.get("paused") === "on",
      capacity: Number(given.get("capacity")),
      reason: typeof why === "string" ? why.trim() : "",
    };
    const answered = await post(`/api/teams/${team.team}/state`, body, teamView.partial(), { method: "PUT" });
    setRefusal(answered.ok ? undefined : answered.refusal);
    setSent(answered.ok);
  };
  return (
    <details className="app-details app-own__state">
      <summary>
        {words}. Visits {team.openJobs}, offers {team.openOffers}, room for {team.capacity}
      </summary>
      {principal.role === "ucrt-lead" ? (
        <form className="app-command" onSubmit={(event) => void send(event)} key={team.version}>
          <div className="app-command__fields">
            <div className="app-field app-field--confirm">
              <label>
                <input type="checkbox" name="paused" defaultChecked={team.isPaused} /> Paused: no new offers
              </label>
            </div>
            <div className="app-field app-field--number">
              <label htmlFor="capacity">Places</label>
              <input
                className="nhsuk-input"
                id="capacity"
                name="capacity"
                type="number"
                min={0}
                max={500}
                defaultValue={team.capacity}
              />
            </div>
            <div className="app-field">
              <label htmlFor="why">Why</label>
              <input className="nhsuk-input" id="why" name="reason" required maxLength={200} autoComplete="off" />
            </div>
          </div>
          <div className="app-command__buttons">
            <button type="submit" className="app-button app-button--plain">
              Change
            </button>
          </div>
          {isSent ? <p role="status">Changed.</p> : null}
          {refusal === undefined ? null : <Refused refusal={refusal} />}
        </form>
      ) : (
        <p className="app-row__small">The shift lead changes this.</p>
      )}
    </details>
  );
}
