/** The three things that moved most, in plain words. In: moves. Out: a list, or that nothing moved by more than chance; how they are chosen is one key away. */
import { leastBase, leastStandardErrors, type Move } from "./what-moved.ts";

export interface MovedListProps {
  readonly moves: readonly Move[];
  /** How many numbers could be compared; 0 says so. */
  readonly compared: number;
  /** A part of a period is not held against a whole one. */
  readonly isUnfinished: boolean;
  /** `September 2026` */
  readonly against: string;
}

export function MovedList({ moves, compared, isUnfinished, against }: MovedListProps) {
  return (
    <section className="app-card app-moved" aria-labelledby="moved">
      <h2 id="moved">What moved most since {against}</h2>
      {moves.length > 0 ? (
        <ol className="app-moved__list">
          {moves.map((move) => (
            <li key={move.name} className={`app-moved__item app-moved__item--${move.judgement}`}>
              <svg viewBox="0 0 16 16" aria-hidden="true" className="app-moved__arrow">
                <path d={move.direction === "up" ? "M8 1 15 14H1z" : "M8 15 1 2h14z"} />
              </svg>
              <span>
                <strong>{move.name}</strong> {move.direction} {move.by}, from {move.before} to {move.now}
              </span>
              {move.judgement === "neither" ? null : <span className="app-moved__tag">{move.judgement}</span>}
            </li>
          ))}
        </ol>
      ) : null}
      <p className="app-card__quiet">
        {isUnfinished
          ? "This period is not over yet; it is compared when it is."
          : remark(moves.length, compared, against)}
      </p>
      <details className="app-more">
        <summary>How these are chosen</summary>
        <p>
          Each number is compared with the same number of {against}, and the change is divided by the change that chance
          alone would make (its standard error). The largest come first; below {leastStandardErrors} nothing is listed.
          Counts are compared per day. Hidden numbers, and shares or medians of fewer than {leastBase} referrals, are
          left out. It says that a number moved, not why.
        </p>
      </details>
    </section>
  );
}

function remark(moved: number, compared: number, against: string): string {
  if (compared === 0) return `There is nothing in ${against} to compare with.`;
  if (moved === 0) return `None of the ${compared} numbers compared moved by more than chance would explain.`;
  if (moved < 3) return `Nothing else among the ${compared} numbers compared moved by more than chance would explain.`;
  return `Out of ${compared} numbers compared.`;
}
