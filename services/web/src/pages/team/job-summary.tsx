/** What a job says of itself without anybody's name: need, age and sex, place, from whom, times, dangers. In: a row. Out: markup for a card. */
import type { BoardRow } from "@ucrt/schemas";
import { FlagMarks } from "../board/flag-marks.tsx";
import { ageAndSex, alarmsOf, mainReason, needOf, sourceOf } from "../board/row-words.ts";
import { TimeLeft } from "../board/time-left.tsx";
import { atTime } from "../format.ts";
import { useReference } from "../reference-data.tsx";
import { deadlineWords, idInWords, stateWords } from "../words.ts";

export interface JobSummaryProps {
  readonly row: BoardRow;
  /** As it stands with what waits on this device counted in. */
  readonly state?: BoardRow["state"];
}

export const JobTitle = ({ row }: { readonly row: BoardRow }) => (
  <>
    {needOf(row)}, {ageAndSex(row)}
  </>
);

export function JobSummary({ row, state = row.state }: JobSummaryProps) {
  const { criterion } = useReference();
  const reason = mainReason(row, criterion);
  const isSeen = state !== "accepted" && state !== "en-route" && state !== "no-access" && state !== "offered";
  return (
    <>
      <p className="app-job__line">
        {row.place === null ? "Place not known" : idInWords(row.place)} · {sourceOf(row)}
      </p>
      {row.offer === null && row.expectedAt !== null && !isSeen ? (
        <p className="app-job__line app-job__line--time">
          Expected there at <strong>{atTime(row.expectedAt)}</strong> <TimeLeft atMs={row.expectedAt} />
          {row.visitor === undefined ? "" : ` · ${row.visitor} goes`}
        </p>
      ) : null}
      {row.nextDeadline === null || row.nextDeadline.name === "expected-arrival" ? null : (
        <p className="app-job__line">
          <TimeLeft atMs={row.nextDeadline.at} /> {deadlineWords[row.nextDeadline.name]} ({atTime(row.nextDeadline.at)})
        </p>
      )}
      {isSeen ? null : (
        <p className="app-job__line">
          Two hours: {atTime(row.twoHourDueAt)} <TimeLeft atMs={row.twoHourDueAt} />
        </p>
      )}
      {reason === undefined ? null : (
        <p className="app-job__line app-row__small">
          {reason.id} {reason.words}
        </p>
      )}
      <p className="app-row__marks">
        {row.offer === null ? <span className="app-mark">{stateWords[state]}</span> : null}
        {row.isCrewWaiting ? <span className="app-mark app-mark--loud">Crew waiting</span> : null}
        {row.isOnFloor ? <span className="app-mark app-mark--loud">On the floor</span> : null}
        {alarmsOf(row).map((words) => (
          <span key={words} className="app-mark app-mark--alarm">
            {words}
          </span>
        ))}
        <FlagMarks row={row} />
      </p>
    </>
  );
}
