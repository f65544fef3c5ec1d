/**
 * Whether the team takes work: open, paused (why, until when), how many places. In: the team's state. Out: `PUT /api/teams/{id}/state` with
 * what was changed and a reason, by the shift lead. Everybody at the front door sees it in the strip of teams, and a paused team is offered nothing.
 */
import { teamState, type teamView } from "@ucrt/schemas";
import { useId, useState, type FormEvent } from "react";
import type { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atNear } from "../format.ts";
import { useReference } from "../reference-data.tsx";
import { serverNowMs, useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { changeOfState, shownState, type Touched } from "./team-state-change.ts";

type Team = z.output<typeof teamView>;

export function TeamStatePanel() {
  const { principal } = useSession();
  const { teams } = useReference();
  const nowMs = useServerNow();
  const team = teams.find((each) => each.team === principal?.team);
  if (team === undefined || principal === null) return null;
  const free = team.capacity - team.openJobs - team.openOffers;
  return (
    <details className="app-details app-own__state">
      <summary>
        {standingOf(team, nowMs)} · {free > 0 ? `${free} free` : "no room"}
      </summary>
      <p className="app-job__line">
        {team.openJobs} {team.openJobs === 1 ? "visit" : "visits"} and {team.openOffers}{" "}
        {team.openOffers === 1 ? "offer" : "offers"} of {team.capacity} places. The single point of access sees this.
      </p>
      {principal.role === "ucrt-lead" ? (
        <StateForm team={team} />
      ) : (
        <p className="app-row__small">The shift lead changes this.</p>
      )}
    </details>
  );
}

function standingOf(team: Team, nowMs: number): string {
  if (team.isPaused) {
    const until = team.pausedUntil === undefined ? "" : ` until ${atNear(team.pausedUntil, nowMs)}`;
    return `Paused${until}${team.pausedBecause === null ? "" : `: ${team.pausedBecause}`}`;
  }
  if (team.isOpen && team.isWithinHours)
    return team.closesAt === null ? "Open" : `Open until ${atNear(team.closesAt, nowMs)}`;
  return team.opensAt === null ? "Closed" : `Closed, opens ${atNear(team.opensAt, nowMs)}`;
}

function StateForm({ team }: { readonly team: Team }) {
  const id = useId();
  const [touched, setTouched] = useState<Touched>({});
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<z.output<typeof teamState>>();
  const [isChanged, setChanged] = useState(false);
  // The list of teams comes again only after some seconds.
  const now = saved !== undefined && saved.version > team.version ? saved : team;
  const shown = shownState(now, touched);
  const touch = (change: Touched) => setTouched((before) => ({ ...before, ...change }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setChanged(false);
    const change = changeOfState(now, touched, serverNowMs());
    if (typeof change === "string") return setMissing(change);
    if (reason.trim() === "") return setMissing("Say why: the single point of access reads it.");
    setMissing(undefined);
    const body = { ...change, reason: reason.trim() };
    const answered = await post(`/api/teams/${team.team}/state`, body, teamState, { method: "PUT" });
    if (!answered.ok) return setRefusal(answered.refusal);
    setRefusal(undefined);
    setSaved(answered.value);
    setChanged(true);
    setTouched({});
    return setReason("");
  };
  return (
    <form className="app-command" onSubmit={(event) => void send(event)} noValidate>
      <div className="app-command__fields">
        <div className="app-field app-field--confirm">
          <label>
            <input
              type="checkbox"
              checked={shown.isPaused}
              onChange={(event) => touch({ isPaused: event.target.checked })}
            />{" "}
            Paused: no new offers
          </label>
        </div>
        {shown.isPaused ? (
          <div className="app-field">
            <label htmlFor={`${id}-until`}>
              Until <span className="app-field__optional">(optional)</span>
            </label>
            <span id={`${id}-hint`} className="app-field__hint">
              The pause ends by itself then. Empty: until you end it.
            </span>
            <input
              className="nhsuk-input"
              id={`${id}-until`}
              aria-describedby={`${id}-hint`}
              type="time"
              value={shown.until}
              onChange={(event) => touch({ until: event.target.value })}
            />
          </div>
        ) : null}
        <div className="app-field app-field--number">
          <label htmlFor={`${id}-capacity`}>Places</label>
          <input
            className="nhsuk-input"
            id={`${id}-capacity`}
            type="number"
            inputMode="numeric"
            min={0}
            max={500}
            value={shown.capacity}
            onChange={(event) => touch({ capacity: event.target.value })}
          />
        </div>
        <div className="app-field">
          <label htmlFor={`${id}-why`}>Why</label>
          <input
            className="nhsuk-input"
            id={`${id}-why`}
            maxLength={200}
            autoComplete="off"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </div>
      {missing === undefined ? null : (
        <p className="app-field__error" role="alert">
          {missing}
        </p>
      )}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      <div className="app-command__buttons">
        <button type="submit" className="app-button app-button--plain app-button--big">
          Change
        </button>
      </div>
      {isChanged ? <p role="status">Changed.</p> : null}
    </form>
  );
}
