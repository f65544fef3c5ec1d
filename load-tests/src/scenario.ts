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

const warmUp = z.strictObject({ ratePerSecond: rate, seconds }).default({ ratePerSecond: 20, seconds: 5 });
/** Shares of the feeds; they are weights and need not sum to one. */
const mix = z
  .partialRecord(feed, z.number().positive())
  .refine((given) => Object.keys(given).length > 0, "at least one feed is needed");

/** How referrals reach the product. */
const way = z.enum(["http", "kafka"]);

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

export const scenario = z.discriminatedUnion("kind", [submitToOffered]);
export type Scenario = z.output<typeof scenario>;
export type SubmitToOfferedScenario = z.output<typeof submitToOffered>;

const folder = join(import.meta.dirname, "../scenarios");

/** A scenario from the text of its file. Throws a `PlainFailure` that names file and field. */
export function readScenario(file: string, text: string): Scenario {
  const parsed = scenario.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(file)"}: ${issue.message}`);
  throw new PlainFailure(`load-tests/scenarios/${file} is wrong:\n  ${problems.join("\n  ")}`);
}

/** All scenarios in the order of their file names, which begin with a number. */
export function readScenarios(): readonly Scenario[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return files.toSorted().map((file) => readScenario(file, readFileSync(join(folder, file), "utf8")));
}
