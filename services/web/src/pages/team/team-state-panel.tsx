/**
 * Whether the team takes work: open, paused (why, until when), how many places. In: the team's state. Out: `PUT /api/teams/{id}/state` with a reason, by the shift lead.
 * Everybody at the front door sees it in the strip of teams, and a paused team is offered nothing.
 */
import { teamView } from "@ucrt/schemas";
import { useId, useState, type FormEvent } from "react";
import type { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atNear, timeFieldOf } from "../format.ts";
import { useReference } from "../reference-data.tsx";
import { serverNowMs, useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { instantAhead } from "./time-choice.tsx";

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
  const [isPaused, setPaused] = useState(team.isPaused);
  const [until, setUntil] = useState(team.pausedUntil === undefined ? "" : timeFieldOf(team.pausedUntil));
  const [capacity, setCapacity] = useState(String(team.capacity));
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [isChanged, setChanged] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const untilMs = isPaused ? instantAhead(until, serverNowMs()) : undefined;
    if (reason.trim() === "") {
      setMissing("Say why: the single point of access reads it.");
      return;
    }
    setMissing(undefined);
    const body = {
      isPaused,
      capacity: Number(capacity),
      reason: reason.trim(),
      ...(untilMs === undefined ? {} : { pausedUntil: new Date(untilMs).toISOString() }),
    };
    const answered = await post(`/api/teams/${team.team}/state`, body, teamView.partial(), { method: "PUT" });
    setRefusal(answered.ok ? undefined : answered.refusal);
    setChanged(answered.ok);
  };
  return (
    <form className="app-command" onSubmit={(event) => void send(event)} noValidate>
      <div className="app-command__fields">
        <div className="app-field app-field--confirm">
          <label>
            <input type="checkbox" checked={isPaused} onChange={(event) => setPaused(event.target.checked)} /> Paused:
            no new offers
          </label>
        </div>
        {isPaused ? (
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
              value={until}
              onChange={(event) => setUntil(event.target.value)}
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
            value={capacity}
            onChange={(event) => setCapacity(event.target.value)}
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
