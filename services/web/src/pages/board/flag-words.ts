/** Which flags a row shows, in which order and words. Pure. In: a row. Out: the flags. */
import type { BoardRow, LaterFlag } from "@ucrt/schemas";
import { codeInWords } from "../words.ts";

type Known = BoardRow["flags"][number] | LaterFlag | "end-of-life";

/** In the order in which they are read: who must be protected, what may endanger the visitor, what the visit must bring, what is good to know. */
const wordsInOrder: Readonly<Record<Known, string>> = {
  safeguarding: "Safeguarding",
  "scene-unsafe": "Scene unsafe",
  "scene-unknown": "Scene not known",
  "call-warning": "Caller warning",
  "end-of-life": "End of life",
  respect: "Advance plan",
  interpreter: "Interpreter",
  "reasonable-adjustment": "Adjustment",
  infection: "Infection",
  "repeat-caller": "Repeat caller",
  "agency-contacted": "Agency told",
};

const dangers: ReadonlySet<string> = new Set<Known>(["scene-unsafe", "call-warning"]);

export interface ShownFlag {
  readonly flag: string;
  readonly words: string;
  /** To staff: it stands out. */
  readonly isDanger: boolean;
}

/** What is known in its order, then what a later version brought. */
export function flagsInOrder(row: Pick<BoardRow, "flags" | "laterFlags" | "isEndOfLife">): readonly ShownFlag[] {
  const set = new Set<string>([...row.flags, ...(row.laterFlags ?? []), ...(row.isEndOfLife ? ["end-of-life"] : [])]);
  const known = Object.entries(wordsInOrder)
    .filter(([flag]) => set.delete(flag))
    .map(([flag, words]) => ({ flag, words, isDanger: dangers.has(flag) }));
  return [...known, ...[...set].map((flag) => ({ flag, words: codeInWords(flag), isDanger: false }))];
}
