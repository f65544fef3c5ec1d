// Runs a generator in a process of its own, so that its clock is not held up by the rest. In: a script of this folder, a job. Out: its result.
// A generator that dies is a failure of the run; when the run is stopped, so is the generator.
import { fork } from "node:child_process";
import { join } from "node:path";
import { usageOf } from "../measuring/usage.ts";

type Message<Result> =
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "progress"; readonly line: string };

export interface Generated<Result> {
  readonly result: Result;
  /** Processor seconds of the generator over its whole life: near its run time, it was the limit and not the product. */
  readonly cpuSeconds: number | null;
}

/** Runs the job to its end. */
export function runGenerator<Job, Result>(
  script: string,
  job: Job,
  options: { readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<Generated<Result>> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, script), [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // kafkajs on Node 24; harmless.
      execArgv: ["--disable-warning=TimeoutNegativeWarning"],
    });
    const stop = (): void => void child.kill("SIGTERM");
    options.signal.addEventListener("abort", stop, { once: true });
    let result: { readonly value: Result } | undefined;
    let cpuSeconds: number | null = null;
    child.on("message", (message: Message<Result>) => {
      if (message.kind === "progress") return options.say(message.line);
      result = { value: message.result };
      cpuSeconds = usageOf({ generator: child.pid })?.["generator"]?.cpuSeconds ?? null;
      child.kill("SIGTERM");
    });
    child.on("exit", (code, signal) => {
      options.signal.removeEventListener("abort", stop);
      if (result !== undefined) resolve({ result: result.value, cpuSeconds });
      else if (options.signal.aborted) reject(options.signal.reason);
      else reject(new Error(`The generator ${script} ended (${signal ?? code}) before it was done`));
    });
    child.on("error", reject);
    child.send(job as object);
  });
}

/** What a generator's own process does: take one job, answer, wait to be ended. */
export function generate<Job, Result>(work: (job: Job, say: (line: string) => void) => Promise<Result>): void {
  const send = (message: Message<Result>): void => void process.send?.(message);
  process.on("disconnect", () => process.exit(1));
  process.once("message", (job: Job) => {
    work(job, (line) => send({ kind: "progress", line })).then(
      (result) => send({ kind: "result", result }),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
