/** What a bench gives: contestants to time in one table, and which of them to set against which. */
import type { Contestant } from "./measure.ts";

export interface Comparison {
  /** Names of contestants. */
  readonly of: string;
  readonly against: string;
  /** What the ratio means, in words: "times its floor" is cost over cost; "times as fast" is rate over rate. */
  readonly says: "times its floor" | "times as fast";
  readonly goal?: number;
}

export interface BenchTable {
  readonly title: string;
  readonly contestants: readonly Contestant[];
  readonly comparisons: readonly Comparison[];
  /** What a reader must know beside the numbers. */
  readonly notes?: readonly string[];
}
