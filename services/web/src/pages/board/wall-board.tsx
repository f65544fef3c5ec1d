/**
 * The board on a wall: read from three metres, nothing to press, nobody named, nothing that moves by itself. Each lane is a column that shows as many rows
 * as fit, the most pressing first, and says how many more there are. In: the live rows. Out: coded words only, no person and no member of staff.
 */
import type { BoardRow } from "@ucrt/schemas";
import { useEffect, useRef, useState, type RefObject } from "react";
import { useFreshness, useLive } from "../live/use-live.tsx";
import { deadlineWords, idInWords, laneWords } from "../words.ts";
import { LiveBadge } from "./live-badge.tsx";
import { boardLanes } from "./order-rows.ts";
import { RowMarks } from "./row-marks.tsx";
import { ageAndSex, needOf, responsibleOf } from "./row-words.ts";
import { TimeLeft } from "./time-left.tsx";

export function WallBoard() {
  const { board } = useLive();
  const freshness = useFreshness();
  const { lanes, needed: count } = board;
  return (
    <main className={`app-wall app-board--${freshness.kind}`} id="main" tabIndex={-1}>
      <title>{`${count > 0 ? `(${count}) ` : ""}Board – Urgent community response`}</title>
      <h1 className="nhsuk-u-visually-hidden">Live board</h1>
      <div className="app-wall__top">
        <LiveBadge />
        <p className={`app-needed${count > 0 ? " app-needed--some" : ""}`} role="status">
          <strong>{count}</strong> {count === 1 ? "needs" : "need"} you now
        </p>
      </div>
      <div className="app-wall__lanes">
        {boardLanes.map((lane) => (
          <WallLane key={lane} name={laneWords[lane]} id={lane} rows={lanes[lane]} />
        ))}
      </div>
    </main>
  );
}

interface WallLaneProps {
  readonly id: string;
  readonly name: string;
  readonly rows: readonly BoardRow[];
}

function WallLane({ id, name, rows }: WallLaneProps) {
  const list = useRef<HTMLOListElement>(null);
  const fitting = useFitting(list, rows.length);
  const hidden = rows.length - Math.min(fitting, rows.length);
  return (
    <section className="app-wall__lane" aria-labelledby={`wall-${id}`}>
      <h2 id={`wall-${id}`}>
        {name}{" "}
        <span className={`app-lane__count${rows.length > 0 ? " app-lane__count--some" : ""}`}>{rows.length}</span>
      </h2>
      <ol ref={list}>
        {rows.slice(0, fitting).map((row) => (
          <li key={row.referralId} className={`app-wall__row${row.alarms.length > 0 ? " app-wall__row--alarm" : ""}`}>
            <strong className="app-wall__who">
              {row.place === null ? "Place not known" : idInWords(row.place)} · {ageAndSex(row)}
            </strong>
            <span className="app-wall__due">
              {row.nextDeadline === null ? (
                "No deadline"
              ) : (
                <>
                  <TimeLeft atMs={row.nextDeadline.at} /> {deadlineWords[row.nextDeadline.name]}
                </>
              )}
            </span>
            <span>
              {needOf(row)} · {responsibleOf(row)}
            </span>
            <span className="app-row__marks">
              <RowMarks row={row} />
            </span>
          </li>
        ))}
      </ol>
      {hidden > 0 ? <p className="app-wall__more">and {hidden} more</p> : null}
    </section>
  );
}

/** How many rows fit between the list's top and the foot of the screen: measured by the tallest that is shown. At least one. */
function useFitting(list: RefObject<HTMLOListElement | null>, count: number): number {
  const [fitting, setFitting] = useState(4);
  useEffect(() => {
    const measure = () => {
      const { current } = list;
      if (current === null) return;
      const tallest = Math.max(
        MINIMUM_ROW_PX,
        ...[...current.children].map((row) => row.getBoundingClientRect().height),
      );
      const room = window.innerHeight - current.getBoundingClientRect().top - window.scrollY - FOOT_PX;
      setFitting(Math.max(1, Math.floor(room / tallest)));
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [list, count]);
  return fitting;
}

/** Pixels: a row with one line of marks; "and 3 more" with its margin. */
const MINIMUM_ROW_PX = 120;
const FOOT_PX = 48;
