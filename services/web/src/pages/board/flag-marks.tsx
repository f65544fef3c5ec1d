/**
 * The flags of a referral as words, in the order in which they matter to whoever sets off. In: a row. Out: marks; nothing when there are none.
 * What endangers staff is filled and bold, so it stands out without its colour too. A flag of a later version is shown by its name.
 */
import type { BoardRow } from "@ucrt/schemas";
import { flagsInOrder } from "./flag-words.ts";

type Flagged = Pick<BoardRow, "flags" | "laterFlags" | "isEndOfLife">;

export function FlagMarks({ row }: { readonly row: Flagged }) {
  return flagsInOrder(row).map(({ flag, words, isDanger }) => (
    <span key={flag} className={`app-mark${isDanger ? " app-mark--danger" : ""}`}>
      {words}
    </span>
  ));
}
