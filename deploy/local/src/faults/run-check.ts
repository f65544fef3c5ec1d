// Has a run judged by the checker, a program of its own. In: the product as it stands, the history. Out: violations. A checker that could not judge, for
// whatever reason, is a violation too.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { administrator, kafkaEnvironment } from "../kafka-users.ts";
import type { Rig } from "./rig.ts";

export interface CheckResult {
  readonly violations: readonly Violation[];
  /** Things looked at, by invariant. */
  readonly judged: Readonly<Record<string, number>>;
  /** Invariants that saw nothing to judge. */
  readonly notJudged: readonly string[];
  /** How long it took until nothing was under way, seconds; undefined when it was not judged. */
  readonly drainSeconds: number | undefined;
}

const answer = z.looseObject({
  isClean: z.boolean(),
  violations: z.array(z.looseObject({ invariant: z.string(), id: z.string(), what: z.string() })),
  judged: z.record(z.string(), z.number()),
  notJudged: z.array(z.string()),
  drain: z.looseObject({ tookMs: z.number() }),
});
export type Violation = z.infer<typeof answer>["violations"][number];

/** Judges the run. Never throws. `drainSeconds`: how long the checker waits for everything to come to rest, at most. */
export async function runCheck(options: {
  readonly rig: Rig;
  readonly historyFile: string;
  readonly drainSeconds: number;
}): Promise<CheckResult> {
  const { rig, historyFile } = options;
  const metrics = rig.stack.instances
    .filter((name) => name !== "web" && name !== "web-2")
    .map((name) => `${rig.stack.urlOf(name)}/metrics`);
  const { code, output, errors } = await run(
    [
      join(import.meta.dirname, "check.ts"),
      `--history=${historyFile}`,
      `--database-url=${rig.stack.databaseUrl}`,
      `--brokers=${rig.servers.kafkaBrokers}`,
      `--anchor-file=${join(rig.folder, "anchors.jsonl")}`,
      `--logs=${join(rig.folder, "logs")}`,
      `--metrics=${metrics.join(",")}`,
      `--web-url=${rig.frontUrl}`,
      `--drain-seconds=${options.drainSeconds}`,
    ],
    kafkaEnvironment(rig.servers.kafkaSecurity, administrator),
  );
  const verdict = readAnswer(output);
  if (verdict === undefined) {
    const said = `${output}\n${errors}`.trim().split("\n").slice(-8).join("\n");
    return couldNotJudge(`the checker did not judge (code ${code}): ${said}`);
  }
  const { violations, judged, notJudged, drain } = verdict;
  if (violations.length === 0 && (code !== 0 || !verdict.isClean))
    return couldNotJudge(`the checker ended with ${code} and named nothing`);
  return { violations, judged, notJudged, drainSeconds: drain.tookMs / 1_000 };
}

const couldNotJudge = (what: string): CheckResult => ({
  violations: [{ invariant: "check", id: "check", what }],
  judged: {},
  notJudged: [],
  drainSeconds: undefined,
});

function readAnswer(output: string): z.infer<typeof answer> | undefined {
  try {
    return answer.parse(JSON.parse(output));
  } catch {
    return undefined;
  }
}

function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (errors += String(chunk)));
    child.once("error", (error) => resolve({ code: 127, output, errors: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output, errors }));
  });
}
