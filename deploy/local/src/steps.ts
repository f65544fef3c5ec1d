// Runs the steps of `npm test` and `npm run check` one after the other. In: steps. Out: a line for each with its time, at the
// end what failed with its reason (a long log may be cut at its beginning), the last line `N passed, N failed` for the whole,
// and an exit code. A step that ends badly never counts as nothing.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repositoryRoot, runFolder } from "./paths.ts";
import { PlainFailure } from "./plain-failure.ts";

export interface StepCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: number;
  /** Each failed test: its file and name, then why, in a few lines. */
  readonly failures?: readonly string[];
}

export interface Step {
  readonly name: string;
  readonly run: () => Promise<StepCount>;
}

export interface CommandOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Shows what the command says only when it fails. @default false */
  readonly isQuiet?: boolean;
}

/** Runs every step, also after a failed one, and prints the closing line. Returns the exit code. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  const startedAtMs = performance.now();
  const failedSteps: string[] = [];
  const failures: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const step of steps) {
    console.log(`\n== ${step.name} ...`);
    const stepStartedAtMs = performance.now();
    const count = await countStep(step);
    passed += count.passed;
    failed += count.failed;
    if (count.failed > 0) failedSteps.push(step.name);
    failures.push(...(count.failures ?? []));
    const skipped = count.skipped === undefined || count.skipped === 0 ? "" : `, ${count.skipped} skipped`;
    const verdict = count.failed === 0 ? "ok" : "FAILED";
    console.log(
      `== ${step.name}: ${verdict} (${count.passed} passed, ${count.failed} failed${skipped}) in ${seconds(stepStartedAtMs)}`,
    );
  }
  for (const failure of failures) console.log(`\nFailed: ${failure}`);
  const where = failedSteps.length === 0 ? "" : ` Failed: ${failedSteps.join(", ")}.`;
  console.log(`\nAll steps done in ${seconds(startedAtMs)}.${where}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function countStep(step: Step): Promise<StepCount> {
  try {
    return await step.run();
  } catch (error) {
    console.error(error instanceof PlainFailure ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** A step of commands that pass together or fail together, counted as one. */
export function commandStep(name: string, commands: readonly CommandOptions[]): Step {
  return {
    name,
    run: async () => {
      let failed = 0;
      for (const command of commands) if ((await runCommandHere(command)) !== 0) failed = 1;
      return { passed: 1 - failed, failed };
    },
  };
}

/** A step that runs one vitest project; its tests are counted from vitest's own report. */
export function vitestStep(
  project: string,
  env: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>,
): Step {
  return {
    name: `${project} tests`,
    run: async () => {
      const report = join(runFolder, "reports", `${project}.json`);
      mkdirSync(join(runFolder, "reports"), { recursive: true });
      rmSync(report, { force: true });
      const code = await runCommandHere({
        command: "vitest",
        args: ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
        env: await env(),
      });
      return countReport(report, code);
    },
  };
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
  testResults: z.array(
    z.object({
      name: z.string().default("a file"),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string().default("a test"),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** Enough to see what was expected and where; the whole is further up, and in the report. */
const linesOfAFailure = 12;
const fewLines = (text: string): string => text.split("\n").slice(0, linesOfAFailure).join("\n  ");

/** Counts tests of a report. A file that could not be loaded, or an error outside any test, counts as one failure. */
export function countReport(file: string, exitCode: number): StepCount {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return { passed: 0, failed: 1 };
  }
  const report = vitestReport.parse(JSON.parse(text));
  const brokenFiles = report.testResults.filter(
    (result) => result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  const failures = [
    ...report.testResults.flatMap((result) =>
      result.assertionResults
        .filter((test) => test.status === "failed")
        .map((test) => `${result.name} > ${test.fullName}\n  ${fewLines(test.failureMessages?.join("\n") ?? "")}`),
    ),
    ...brokenFiles.map((result) => `${result.name}\n  ${fewLines(result.message)}`),
  ];
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    ...(failures.length === 0 ? {} : { failures }),
  };
}

/** Runs a command in the repository root with its output on this terminal, and returns its exit code. */
export function runCommandHere(options: CommandOptions): Promise<number> {
  return new Promise((done) => {
    const child = spawn(options.command, [...options.args], {
      cwd: repositoryRoot,
      stdio: options.isQuiet === true ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", ...options.env },
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += String(chunk)));
    child.stderr?.on("data", (chunk) => (output += String(chunk)));
    child.once("error", (error) => {
      console.error(`${options.command} could not be run: ${error.message}`);
      done(1);
    });
    child.once("close", (code) => {
      if (code !== 0 && output !== "") console.error(output.trimEnd());
      done(code ?? 1);
    });
  });
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}
