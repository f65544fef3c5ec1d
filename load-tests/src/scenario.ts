// What one load scenario is. In: a YAML file of `scenarios/`. Out: the scenario, checked and bounded. Bounds are here so that no file can ask for
// a load without an end.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { feed } from "@ucrt/schemas";
import { PlainFailure } from "@ucrt/local";
import { parse } from "yaml";
import { z } from "zod";

const rate = z.number().positive().max(2_000);
const seconds = z.number().min(1).max(600);

const common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  /** The question it answers, in a sentence. */
  asks: z.string().min(20),
};

const warmUp = z.strictObject({ ratePerSecond: rate, seconds }).default({ ratePerSecond: 40, seconds: 8 });
/** Shares of the feeds; they are weights and need not sum to one. */
const mix = z
  .partialRecord(feed, z.number().positive())
  .refine((given) => Object.keys(given).length > 0, "at least one feed is needed");

/** How referrals reach the product. */
const way = z.enum(["http", "kafka", "bars"]);

const submitToOffered = z.strictObject({
  ...common,
  kind: z.literal("submit-to-offered"),
  way: way.default("http"),
  ratesPerSecond: z.array(rate).min(1).max(10),
  seconds,
  settleSeconds: seconds,
  warmUp,
  mix: mix.default({ ambulance: 1 }),
  floor: z.boolean().default(true),
});

const sustained = z.strictObject({
  ...common,
  kind: z.literal("sustained"),
  /** Tried in this order, each for `probeSeconds`, until one grows. */
  ladderPerSecond: z.array(rate).min(1).max(20),
  probeSeconds: seconds,
  /** The best rate has to hold for so long. */
  holdSeconds: seconds,
  settleSeconds: seconds,
  warmUp,
  floor: z.boolean().default(true),
});

const acceptOffers = z.strictObject({
  ...common,
  kind: z.literal("accept"),
  ratePerSecond: rate,
  seconds,
  settleSeconds: seconds,
  floor: z.boolean().default(true),
});

const sockets = z.number().int().min(1).max(10_000);

const fanOut = z.strictObject({
  ...common,
  kind: z.literal("fan-out"),
  sockets,
  neverRead: z.number().int().min(0).max(10),
  ratePerSecond: rate,
  seconds,
  settleSeconds: seconds,
  floor: z.boolean().default(true),
});

const reconnect = z.strictObject({
  ...common,
  kind: z.literal("reconnect"),
  sockets,
  rows: z.number().int().min(0).max(1_000),
  withinSeconds: seconds,
  floor: z.boolean().default(true),
});

const backlog = z.strictObject({
  ...common,
  kind: z.literal("backlog"),
  messages: z.number().int().min(1).max(200_000),
  mix,
  /** Of 999 cases meanwhile. */
  ratePerSecond: rate,
  seconds,
  settleSeconds: seconds,
  warmUp,
});

const held = z.strictObject({
  ...common,
  kind: z.literal("held"),
  sizes: z.array(z.number().int().min(100).max(1_000_000)).min(1).max(6),
  /** At most so many of them are open and on the board; the others have ended. */
  openAtMost: z.number().int().min(1).max(20_000),
  ratePerSecond: rate,
  seconds,
  settleSeconds: seconds,
  warmUp,
});

export const scenario = z.discriminatedUnion("kind", [
  submitToOffered,
  sustained,
  acceptOffers,
  fanOut,
  reconnect,
  backlog,
  held,
]);
export type Scenario = z.output<typeof scenario>;
export type ScenarioOf<Kind extends Scenario["kind"]> = Extract<Scenario, { readonly kind: Kind }>;

const folder = join(import.meta.dirname, "../scenarios");

/** A scenario from the text of its file. Throws a `PlainFailure` that names file and field. */
export function readScenario(file: string, text: string): Scenario {
  const parsed = scenario.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(file)"}: ${issue.message}`);
  throw new PlainFailure(`load-tests/scenarios/${file} is wrong:\n  ${problems.join("\n  ")}`);
}

/**
 * The same questions in two minutes: one rate, short windows, fewer sockets. The figures are for seeing that everything works, and rougher. What cannot be short
 * (the search for the sustained rate, the backlog, a million held) is left out.
 */
export function quickened(one: Scenario): Scenario | undefined {
  switch (one.kind) {
    case "submit-to-offered":
      return one.way !== "http"
        ? undefined
        : {
            ...one,
            ratesPerSecond: one.ratesPerSecond.slice(0, 1),
            seconds: 6,
            settleSeconds: 6,
            warmUp: { ratePerSecond: 40, seconds: 4 },
          };
    case "accept":
      return { ...one, seconds: 3, settleSeconds: 10 };
    case "fan-out":
      return { ...one, sockets: 200, ratePerSecond: 5, seconds: 4, settleSeconds: 1 };
    case "reconnect":
      return { ...one, sockets: 300, withinSeconds: 10 };
    case "sustained":
    case "backlog":
    case "held":
      return undefined;
  }
}

/** All scenarios in the order of their file names, which begin with a number. */
export function readScenarios(): readonly Scenario[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return files.toSorted().map((file) => readScenario(file, readFileSync(join(folder, file), "utf8")));
}
