// Does an operation as a careful sender does: until somebody says yes or no, always under the same id. In: one attempt. Out: lines of the history
// for every attempt, and the answer. What nobody answered may have happened, so it is tried again; what was refused is not.
import { setTimeout as pause } from "node:timers/promises";
import type { HistoryWriter } from "./history.ts";

export type Outcome =
  | { readonly type: "ok" | "fail"; readonly value: Readonly<Record<string, unknown>> }
  /** Nobody knows. */
  | { readonly type: "info"; readonly value: Readonly<Record<string, unknown>> };

export interface Operation {
  readonly op: string;
  readonly id: string;
  /** What it is, written with its first attempt. */
  readonly value: Readonly<Record<string, unknown>>;
  /** A throw is an unknown outcome. */
  readonly attempt: () => Promise<Outcome>;
}

export interface Patience {
  /** Most attempts. @default 12 */
  readonly attempts?: number;
  /** Waits between attempts double from 200 ms up to this, milliseconds. @default 2,000 */
  readonly longestWaitMs?: number;
  /** Aborted when nobody may wait any longer: the attempt under way is the last. */
  readonly signal?: AbortSignal;
}

/** Resolves with what became of it; never throws. `info`: it stayed unknown. */
export async function tryUntilKnown(
  history: HistoryWriter,
  operation: Operation,
  patience: Patience = {},
): Promise<Outcome> {
  const { op, id } = operation;
  const attempts = patience.attempts ?? 12;
  let outcome: Outcome = { type: "info", value: { because: "not tried" } };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    history.write({ op, type: "invoke", id, value: attempt === 1 ? { ...operation.value, attempt } : { attempt } });
    outcome = await operation.attempt().catch(unknown);
    history.write({ op, type: outcome.type, id, value: { ...outcome.value, attempt } });
    if (outcome.type !== "info" || patience.signal?.aborted === true) return outcome;
    const waitMs = Math.min(200 * 2 ** (attempt - 1), patience.longestWaitMs ?? 2_000);
    await pause(waitMs, undefined, patience.signal === undefined ? {} : { signal: patience.signal }).catch(
      () => undefined,
    );
  }
  return outcome;
}

const unknown = (error: unknown): Outcome => ({
  type: "info",
  value: { because: error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : "error" },
});

/** What an HTTP answer says about its request: refused for good, done, or, from 500 on, nobody knows (a proxy may have lost the answer). */
export function outcomeOf(status: number, value: Readonly<Record<string, unknown>>): Outcome {
  const whole = { status, ...value };
  if (status >= 500 || status === 429 || status === 408) return { type: "info", value: whole };
  return { type: status < 300 ? "ok" : "fail", value: whole };
}
