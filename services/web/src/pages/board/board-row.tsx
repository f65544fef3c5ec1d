/**
 * One referral as one row: what is due, who it is about without naming them, why, who holds it, what is wrong.
 * In: a row. Out: markup, and a panel below it to act. Tight on purpose: twenty rows on a screen.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import type { BoardRow, Principal } from "@ucrt/schemas";
import { memo } from "react";
import { Link } from "react-router";
import { useReference } from "../reference-data.tsx";
import { deadlineWords, idInWords, laneWords, responseWords } from "../words.ts";
import { ClaimWords, SnoozeWords } from "./claim-words.tsx";
import { RowActions } from "./row-actions.tsx";
import { RowMarks } from "./row-marks.tsx";
import {
  ageAndSex,
  inFiveWords,
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
  /** Who may act from the board; undefined for those who only watch. */
  readonly principal: Principal | undefined;
  readonly isStale: boolean;
  /** Where it stands in a list that is not written out whole. */
  readonly place?: {
    readonly index: number;
    readonly of: number;
    readonly topPx: number;
    readonly measure: (element: HTMLElement | null) => void;
  };
}

export const BoardRowItem = memo(
  function BoardRowItem({ row, shownIn, principal, isStale, place }: BoardRowProps) {
    const { teamName } = useReference();
    const isMoved = row.lane !== shownIn;
    const inList =
      place === undefined
        ? {}
        : {
            ref: place.measure,
            "data-index": place.index,
            "aria-posinset": place.index + 1,
            "aria-setsize": place.of,
            style: { top: place.topPx },
          };
    return (
      <li
        {...inList}
        className={`app-row${isMoved ? " app-row--moved" : ""}${row.alarms.length > 0 ? " app-row--alarm" : ""}${row.snoozed === undefined ? "" : " app-row--aside"}`}
        data-referral={row.referralId}
      >
        <RowActions row={row} principal={principal} isStale={isStale}>
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
          <Who row={row} />
          <Why row={row} />
          <div className="app-row__held">
            <span>{isMoved ? `Now: ${laneWords[row.lane]}` : stateOf(row, teamName)}</span>
            <span className="app-row__small">
              {responsibleOf(row)} responsible · next: {ownerOf(row, teamName)}
              <ClaimWords row={row} subject={principal?.subject} />
              <SnoozeWords row={row} />
            </span>
          </div>
          <div className="app-row__marks">
            <RowMarks row={row} />
          </div>
        </RowActions>
      </li>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.shownIn === after.shownIn &&
    before.principal === after.principal &&
    before.isStale === after.isStale &&
    before.place?.index === after.place?.index &&
    before.place?.of === after.place?.of &&
    before.place?.topPx === after.place?.topPx,
);

/** Place, age and sex, source: never a name. */
function Who({ row }: { readonly row: BoardRow }) {
  const place = row.place === null ? "Place not known" : idInWords(row.place);
  return (
    <div className="app-row__who">
      {/* The number is only asked for on the telephone, so that it costs the row no room. */}
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
  );
}

/** The need, what the criteria say, and the gravest reason in five words. */
function Why({ row }: { readonly row: BoardRow }) {
  const { criterion } = useReference();
  const reason = mainReason(row, criterion);
  const outcome = outcomeOf(row);
  return (
    <div className="app-row__why">
      <span className="app-row__need">{needOf(row)}</span>
      {outcome === undefined ? null : <span className={`app-outcome app-outcome--${row.outcome}`}>{outcome}</span>}
      {reason === undefined ? null : (
        <span className="app-row__small app-row__reason" title={reason.words}>
          {reason.id} {inFiveWords(reason.words)}
        </span>
      )}
    </div>
  );
}
