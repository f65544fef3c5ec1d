// The history read as operations: what was tried, and what is known of it. In: lines. Out: one operation for each id with everything its lines said.
import type { HistoryLine } from "./history.ts";

export interface DoneOperation {
  readonly op: string;
  readonly id: string;
  readonly process: string;
  /** `ok`: done at least once. `fail`: certainly never. `info`: nobody knows. */
  readonly outcome: "ok" | "fail" | "info";
  /** What the lines said, later words over earlier ones. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly beganAtMs: number;
}

const notOperations = new Set(["watch", "drive", "fault", "heal", "sample"]);

/**
 * Each operation once. An attempt that failed after one whose outcome was never known leaves it unknown: the first may have been done all the same.
 */
export function operationsOf(history: readonly HistoryLine[]): readonly DoneOperation[] {
  const operations = new Map<
    string,
    {
      op: string;
      id: string;
      process: string;
      value: Record<string, unknown>;
      types: Set<string>;
      open: number;
      beganAtMs: number;
    }
  >();
  for (const line of history) {
    if (notOperations.has(line.op)) continue;
    const key = `${line.op} ${line.id}`;
    const known = operations.get(key) ?? {
      op: line.op,
      id: line.id,
      process: line.process,
      value: {},
      types: new Set<string>(),
      open: 0,
      beganAtMs: line.at,
    };
    operations.set(key, known);
    Object.assign(known.value, line.value);
    if (line.type === "invoke") known.open += 1;
    else {
      known.open -= 1;
      known.types.add(line.type);
    }
  }
  return [...operations.values()].map(({ types, open, ...rest }) => ({
    ...rest,
    outcome: types.has("ok") ? "ok" : types.has("info") || open > 0 ? "info" : "fail",
  }));
}

/** Text of a value, or "" when there is none. */
export const textOf = (operation: DoneOperation, name: string): string => {
  const value = operation.value[name];
  return typeof value === "string" ? value : "";
};

const sendings = new Set(["submit", "amend", "withdraw"]);
export const isSending = ({ op }: Pick<DoneOperation, "op">): boolean => sendings.has(op);
/** A command that a person gave about a referral. */
export const isCommand = (operation: DoneOperation): boolean =>
  !isSending(operation) && textOf(operation, "subject") !== "" && textOf(operation, "referralId") !== "";

/** When the last fault ended, by the steady clock; undefined when none was injected. Infinity while one goes on. */
export function healedAtMs(history: readonly HistoryLine[]): number | undefined {
  const begun = history.filter(({ op, type }) => op === "fault" && type === "invoke");
  if (begun.length === 0) return undefined;
  const ends = new Map(history.filter(({ op, type }) => op === "heal" && type === "ok").map(({ id, at }) => [id, at]));
  return Math.max(...begun.map(({ id }) => ends.get(id) ?? Number.POSITIVE_INFINITY));
}
