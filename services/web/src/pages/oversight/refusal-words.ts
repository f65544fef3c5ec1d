/** Refusals as words and as a table. In: counts by kind, team, referrer and reason. Out: columns and lines that add up. Pure. */
import type { RefusalKind, RefusalsAnswer } from "@ucrt/schemas";

export const refusalKindWords: Readonly<Record<RefusalKind, string>> = {
  declined: "Declined",
  lapsed: "Lapsed",
  "handed-back": "Handed back",
  advised: "Told to go elsewhere",
};

type Row = RefusalsAnswer["rows"][number];

export interface Pivot {
  /** Kinds with their reasons, the most frequent first. */
  readonly columns: readonly Pick<Row, "kind" | "reason">[];
  /** The most refused first; `counts` in the order of the columns. */
  readonly lines: readonly { readonly key: string; readonly all: number; readonly counts: readonly number[] }[];
}

const columnOf = ({ kind, reason }: Pick<Row, "kind" | "reason">): string => `${kind} ${reason ?? ""}`;
const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + row.count, 0);

/** One line for each key, one column for each kind and reason that there is. */
export function pivot(rows: readonly Row[], keyOf: (row: Row) => string): Pivot {
  const byColumn = [...Map.groupBy(rows, columnOf)].toSorted(([, a], [, b]) => sumOf(b) - sumOf(a));
  const lines = [...Map.groupBy(rows, keyOf)].map(([key, own]) => ({
    key,
    all: sumOf(own),
    counts: byColumn.map(([column]) => sumOf(own.filter((row) => columnOf(row) === column))),
  }));
  return {
    columns: byColumn.flatMap(([, [first]]) => (first === undefined ? [] : [first])),
    lines: lines.toSorted((a, b) => b.all - a.all || (a.key < b.key ? -1 : 1)),
  };
}
