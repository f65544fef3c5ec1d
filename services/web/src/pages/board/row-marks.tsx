/** The marks of a row: words, not colours alone; the loudest come first. In: a row. Out: marks. */
import type { BoardRow } from "@ucrt/schemas";
import { FlagMarks } from "./flag-marks.tsx";
import { alarmsOf } from "./row-words.ts";

export function RowMarks({ row }: { readonly row: BoardRow }) {
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
