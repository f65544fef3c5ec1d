/** Every bench by name. In: nothing. Out: what each measures, and a function that makes its tables at full size or small, for a quick run and for tests. */
import type { BenchTable } from "./bench-table.ts";

export interface Bench {
  readonly name: string;
  readonly about: string;
  readonly tables: (size: "full" | "small") => Promise<readonly BenchTable[]>;
}

/** Loaded only when asked for, since each makes its own sample. */
export const benches: readonly Bench[] = [
  {
    name: "criteria",
    about: "the criteria set with every finding, beside two rules engines with the same criteria",
    tables: async (size) =>
      (await import("./criteria.ts")).criteriaBenches({ pictures: size === "full" ? 8_192 : 128 }),
  },
  {
    name: "routing",
    about: "ranking the teams of an area",
    tables: async (size) => (await import("./routing.ts")).routingBenches({ queries: size === "full" ? 1_000 : 20 }),
  },
  {
    name: "folding",
    about: "facts into referrals, measures and rows; decisions",
    tables: async (size) => (await import("./folding.ts")).foldingBenches({ lives: size === "full" ? 1_000 : 40 }),
  },
  {
    name: "live",
    about: "a board record to 2,000 sockets, and snapshots of 10,000 rows",
    tables: async (size) => (await import("./live.ts")).liveBenches({ share: size === "full" ? 1 : 0.02 }),
  },
  {
    name: "messages",
    about: "reading and writing what travels between the services",
    tables: async (size) => (await import("./messages.ts")).messageBenches({ lives: size === "full" ? 500 : 40 }),
  },
  {
    name: "bars mapping",
    about: "a BaRS bundle into a message of our feeds",
    tables: async (size) => (await import("./bars-mapping.ts")).barsBenches({ bundles: size === "full" ? 200 : 5 }),
  },
];
