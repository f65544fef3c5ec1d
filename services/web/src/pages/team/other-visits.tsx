/** Visits that are not the next one: folded, one line each. In: rows in order. Out: the card of the one that is unfolded; unfolding opens nobody's name. */
import type { BoardRow } from "@ucrt/schemas";
import { useState } from "react";
import { FlagMarks } from "../board/flag-marks.tsx";
import { ageAndSex, needOf } from "../board/row-words.ts";
import { atTime } from "../format.ts";
import { idInWords, stateWords } from "../words.ts";
import { CounterOfferLine } from "./standing-lines.tsx";
import { VisitCard, type VisitCardProps } from "./visit-card.tsx";

export interface OtherVisitsProps extends Omit<VisitCardProps, "row"> {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly BoardRow[];
  /** Those that this screen has just taken: unfolded until somebody folds them. */
  readonly justTaken: ReadonlySet<string>;
}

export function OtherVisits({ id, title, rows, justTaken, ...card }: OtherVisitsProps) {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="nhsuk-heading-s">
        {title} ({rows.length})
      </h2>
      {rows.map((row) => {
        const isOpen = touched.has(row.referralId) !== justTaken.has(row.referralId);
        return (
          <div key={row.referralId} className="app-fold" data-referral={isOpen ? undefined : row.referralId}>
            <button
              type="button"
              className="app-fold__line"
              aria-expanded={isOpen}
              onClick={() => setTouched((before) => toggled(before, row.referralId))}
            >
              <strong>{row.expectedAt === null ? "" : `${atTime(row.expectedAt)} `}</strong>
              {needOf(row)}, {ageAndSex(row)}
              <span className="app-fold__more">
                {row.place === null ? "Place not known" : idInWords(row.place)} · {stateWords[row.state]}
                {row.visitor === undefined ? "" : ` · ${row.visitor}`}
              </span>
            </button>
            {isOpen ? null : (
              <p className="app-row__marks">
                <FlagMarks row={row} />
              </p>
            )}
            {isOpen ? null : <CounterOfferLine row={row} />}
            {isOpen ? <VisitCard row={row} {...card} /> : null}
          </div>
        );
      })}
    </section>
  );
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(before);
  if (!next.delete(id)) next.add(id);
  return next;
}
