/**
 * One referral as one row: what is due, who it is about without naming them, why, who holds it, what is wrong.
 * In: a row. Out: markup, and a panel below it to act. Tight on purpose: twenty rows on a screen.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import type { BoardRow, CommandName } from "@ucrt/schemas";
import { memo, useState } from "react";
import { Link } from "react-router";
import { CommandForm } from "../commands/command-form.tsx";
import { commandSpecs } from "../commands/command-specs.ts";
import { useFreshness } from "../live/use-live.tsx";
import { useReference } from "../reference-data.tsx";
import { deadlineWords, idInWords, laneWords, responseWords } from "../words.ts";
import { FlagMarks } from "./flag-marks.tsx";
import {
  ageAndSex,
  alarmsOf,
  mainReason,
  needOf,
  outcomeOf,
  ownerOf,
  responsibleOf,
  sourceOf,
  stateOf,
} from "./row-words.ts";
import { TimeLeft } from "./time-left.tsx";

export interface BoardRowProps {
  readonly row: BoardRow;
  /** The lane it is shown in; differs from the row's own while the row is held under the pointer. */
  readonly shownIn: BoardRow["lane"];
  /** What may be done from the board; none on a wall and for those who only watch. */
  readonly commands: readonly CommandName[];
}

export const BoardRowItem = memo(function BoardRowItem({ row, shownIn, commands }: BoardRowProps) {
  const { teamName, criterion } = useReference();
  const [open, setOpen] = useState<CommandName>();
  const [done, setDone] = useState<string>();
  const reason = mainReason(row, criterion);
  const outcome = outcomeOf(row);
  const place = row.place === null ? "Place not known" : idInWords(row.place);
  const isMoved = row.lane !== shownIn;
  return (
    <li
      className={`app-row${isMoved ? " app-row--moved" : ""}${row.alarms.length > 0 ? " app-row--alarm" : ""}`}
      data-referral={row.referralId}
    >
      <div className="app-row__cells">
        <div className="app-row__due">
          {row.nextDeadline === null ? (
            <span className="app-left">No deadline</span>
          ) : (
            <>
              <TimeLeft atMs={row.nextDeadline.at} />
              <span className="app-row__small">{deadlineWords[row.nextDeadline.name]}</span>
            </>
          )}
        </div>
        <div className="app-row__who">
          {/* Only asked for on the telephone, so that it costs the row no room. */}
          <Link
            className="app-row__link"
            to={`/referrals/${row.referralId}`}
            title={`Referral number ${referralNumberOf(row.referralId)}`}
          >
            {place} · {ageAndSex(row)}
          </Link>
          <span className="app-row__small">
            {sourceOf(row)} · {responseWords[row.response]}
            {row.placesDisagree ? " · practice elsewhere" : ""}
          </span>
        </div>
        <div className="app-row__why">
          <span className="app-row__need">{needOf(row)}</span>
          {outcome === undefined ? null : <span className={`app-outcome app-outcome--${row.outcome}`}>{outcome}</span>}
          {reason === undefined ? null : (
            <span className="app-row__small app-row__reason" title={reason.words}>
              {reason.id} {reason.words}
            </span>
          )}
        </div>
        <div className="app-row__held">
          <span>{isMoved ? `Now: ${laneWords[row.lane]}` : stateOf(row, teamName)}</span>
          <span className="app-row__small">
            {responsibleOf(row)} responsible · next:{" "}
            {row.claimedBy === null ? ownerOf(row, teamName) : `${row.claimedBy.name} is on it`}
          </span>
        </div>
        <div className="app-row__end">
          <div className="app-row__marks">
            <Marks row={row} />
          </div>
          <div className="app-row__act">
            {commands.map((name) => (
              <button
                key={name}
                type="button"
                className={`app-button app-button--small app-button--${commandSpecs[name].kind}`}
                aria-expanded={open === name}
                onClick={() => setOpen(open === name ? undefined : name)}
              >
                {commandSpecs[name].button}
              </button>
            ))}
          </div>
        </div>
      </div>
      {done === undefined ? null : (
        <p className="app-row__done" role="status">
          {done}
        </p>
      )}
      {open === undefined ? null : (
        <CommandForm
          key={open}
          name={open}
          row={row}
          onCancel={() => setOpen(undefined)}
          onDone={(after) => {
            setOpen(undefined);
            setDone(`${commandSpecs[open].button}: recorded. ${stateOf(after, teamName)}.`);
          }}
        />
      )}
      {row.lane !== shownIn ? null : <StaleHint row={row} />}
    </li>
  );
});

/** Marks are words, not colours alone; the loudest come first. */
function Marks({ row }: { readonly row: BoardRow }) {
  return (
    <>
      {row.isCrewWaiting ? <span className="app-mark app-mark--loud">Crew waiting</span> : null}
      {row.isOnFloor ? <span className="app-mark app-mark--loud">On the floor</span> : null}
      {row.is999 ? <span className="app-mark app-mark--999">999</span> : null}
      {alarmsOf(row).map((words) => (
        <span key={words} className="app-mark app-mark--alarm">
          {words}
        </span>
      ))}
      {row.openCallTasks > 0 && !row.alarms.includes("call-task") ? (
        <span className="app-mark app-mark--alarm">{row.openCallTasks} to call</span>
      ) : null}
      <FlagMarks row={row} />
      {row.linkSuggested ? <span className="app-mark">Same person?</span> : null}
      {row.offer?.isMutualAid === true ? <span className="app-mark">Mutual aid</span> : null}
    </>
  );
}

function StaleHint({ row }: { readonly row: BoardRow }) {
  const freshness = useFreshness();
  const { teams } = useReference();
  if (freshness.kind !== "stale") return null;
  const phone = teams.find((team) => team.team === (row.offer?.team ?? row.team))?.phone;
  return (
    <p className="app-row__stale">
      May have changed. Phone{phone === undefined ? "" : ` ${phone}`} and record; accepting and assigning wait until the
      board is live.
    </p>
  );
}
