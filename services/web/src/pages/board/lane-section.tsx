/** One lane: its name, how many, its rows, and at its end, folded, what was put aside. In: rows in order. */
import type { BoardRow, Lane, Principal } from "@ucrt/schemas";
import { memo, useState } from "react";
import { UndoOffer } from "../commands/undo.tsx";
import { laneWords } from "../words.ts";
import { LaneRows } from "./lane-rows.tsx";
import type { FoldedLane } from "./put-aside.ts";

const nothingIn: Readonly<Partial<Record<Lane, string>>> = {
  "decide-now": "Nobody waits for a decision.",
  "waiting-for-team": "Nobody waits for a team.",
  "on-the-way": "No visit is under way.",
  held: "Nobody is held.",
  "awaiting-acknowledgement": "Nothing awaits an acknowledgement.",
  candidates: "No candidates in the 999 stack.",
};

export interface LaneSectionProps {
  readonly lane: Lane;
  readonly folded: FoldedLane;
  /** How many there are, whatever is looked for. */
  readonly total: number;
  readonly principal: Principal | undefined;
  readonly hasRows: boolean;
  readonly isStale: boolean;
  readonly held: string | undefined;
  readonly wanted: { readonly referralId: string } | undefined;
}

export const LaneSection = memo(function LaneSection({ lane, folded, total, hasRows, ...forRows }: LaneSectionProps) {
  const { rows, aside } = folded;
  const shown = rows.length + aside.length;
  return (
    <section className={`app-lane app-lane--${lane}`} aria-labelledby={`lane-${lane}`}>
      <h2 className="app-lane__name" id={`lane-${lane}`}>
        {laneWords[lane]}{" "}
        <span className={`app-lane__count${total > 0 ? " app-lane__count--some" : ""}`}>
          {shown === total ? total : `${shown} of ${total}`}
        </span>
      </h2>
      {shown === 0 ? (
        <p className="app-lane__none">{noneWords(lane, { hasRows, total })}</p>
      ) : (
        <LaneRows rows={rows} shownIn={lane} {...forRows} />
      )}
      {aside.length === 0 ? null : <Aside rows={aside} lane={lane} {...forRows} />}
    </section>
  );
});

function noneWords(lane: Lane, { hasRows, total }: { readonly hasRows: boolean; readonly total: number }): string {
  if (!hasRows) return "Not loaded yet.";
  return total > 0 ? "None of them matches what you look for." : (nothingIn[lane] ?? "Nothing yet.");
}

type AsideProps = Omit<LaneSectionProps, "folded" | "total" | "hasRows"> & { readonly rows: readonly BoardRow[] };

function Aside({ rows, lane, ...forRows }: AsideProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="app-aside">
      <button
        type="button"
        className="app-button app-button--quiet"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {rows.length} put aside
      </button>
      {/* What was just put aside is folded away with its row: its undo is not. */}
      {isOpen ? null : rows.map(({ referralId }) => <UndoOffer key={referralId} referralId={referralId} />)}
      {isOpen ? <LaneRows rows={rows} shownIn={lane} {...forRows} /> : null}
    </div>
  );
}
