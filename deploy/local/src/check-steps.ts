// The steps that need no servers, shared by `npm test`, `npm run check`, `npm run lint` and `npm run typecheck`.
// In: the checkout. Out: steps.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repositoryRoot } from "./paths.ts";
import { PlainFailure } from "./plain-failure.ts";
import { commandStep, runCommandHere, vitestStep, type Step } from "./steps.ts";

/** Rules of the code, the layers between packages, and the format. */
export const lintStep: Step = commandStep("lint", [
  { command: "oxlint", args: [] },
  { command: "turbo", args: ["boundaries"], isQuiet: true },
  { command: "oxfmt", args: ["--check"] },
]);

/** Types of every package; unchanged packages come from turbo's cache. */
export const typecheckStep: Step = commandStep("types", [
  {
    command: "turbo",
    args: ["run", "typecheck", "--output-logs=errors-only", "--concurrency=2", "--continue"],
    isQuiet: true,
  },
]);

/** The committed JSON Schema, OpenAPI and AsyncAPI are what the contracts generate. */
export const contractsStep: Step = commandStep("contracts", [
  { command: "node", args: ["schemas/src/generate.ts", "--check"] },
]);

/** Tests that need nothing running. */
export const unitStep: Step = vitestStep("unit", () => ({}));

/** The pure core through ten thousand seeds of a day on which much goes wrong; a failing seed is printed and can be played again. */
export const simulationStep: Step = commandStep("simulation of the core", [
  { command: "node", args: ["deploy/local/src/simulate-core/simulate.ts"] },
]);

/** Builds the pages. */
export const webBuildStep: Step = {
  name: "web build",
  run: async () => {
    await buildPages();
    return { passed: 1, failed: 0 };
  },
};

const manifest = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** Builds services/web into its dist folder; an unchanged build comes from turbo's cache. Throws when it fails. */
export async function buildPages(): Promise<void> {
  const file = join(repositoryRoot, "services/web/package.json");
  const { scripts } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  if (scripts["build"] === undefined)
    throw new PlainFailure("services/web has no build script, so there are no pages to build.");
  const code = await runCommandHere({
    command: "turbo",
    args: ["run", "build", "--filter=@ucrt/web", "--output-logs=errors-only"],
    isQuiet: true,
  });
  if (code !== 0) throw new PlainFailure("The pages could not be built; the reason is above.");
  if (!existsSync(join(repositoryRoot, "services/web/dist")))
    throw new PlainFailure("The build of the pages left no services/web/dist.");
}
