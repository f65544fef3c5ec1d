// How a scenario runs: what it does to the product, to the floor, to the floor without PostgreSQL, and what it reports when all are done.
import type { Measured } from "./measured.ts";
import type { CounterSources } from "./measuring/counters.ts";
import type { Product } from "./product.ts";

/** A thing that takes referrals and shows them: the product, or one of its floors. */
export interface Subject extends CounterSources {
  readonly name: string;
  readonly isFloor: boolean;
  readonly webUrl: string;
  pids(): Readonly<Record<string, number | undefined>>;
}

export interface Run {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** One scenario under way; it keeps its own results until it reports. */
export interface Plan {
  readonly name: string;
  readonly onProduct: (product: Product, run: Run) => Promise<void>;
  readonly onFloor?: (floor: Subject, run: Run) => Promise<void>;
  readonly onFloorWithoutPostgres?: (floor: Subject, run: Run) => Promise<void>;
  readonly report: () => Measured;
}
