// Keeps one process running. In: how to start it. Out: a handle. When the process ends by itself it is started again,
// after 0.5 s at first and up to 5 s when it keeps ending; what happened is said in one line.
import { stopProcess, type StartedProcess } from "./processes.ts";
import type { Say } from "./prepare-machine.ts";

export interface KeepRunningOptions {
  readonly name: string;
  readonly start: () => Promise<StartedProcess>;
  /** How it is asked to end, and how long it may take, milliseconds. */
  readonly stopSignal: NodeJS.Signals;
  readonly graceMs: number;
  readonly say: Say;
}

export interface KeptProcess {
  readonly name: string;
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** Ends it and lets it rest until `start`. */
  stop(): Promise<void>;
  /** Starts it again after `stop`. */
  start(): Promise<void>;
  /** How it ended most recently, if it ever ended by itself. */
  lastExitCode(): number | null | undefined;
}

const firstDelayMs = 500;
const longestDelayMs = 5_000;
/** A process that ran this long is taken to be well again. */
const wellAfterMs = 30_000;

/** Starts the process and watches it. Rejects when the first start fails. */
export async function keepRunning(options: KeepRunningOptions): Promise<KeptProcess> {
  let life = new Life(options);
  await life.begin();
  return {
    name: options.name,
    pid: () => life.pid,
    stop: () => life.end(),
    start: async () => {
      await life.end();
      life = new Life(options);
      await life.begin();
    },
    lastExitCode: () => life.lastExitCode,
  };
}

/** From one start to the stop that was asked for. */
class Life {
  readonly #options: KeepRunningOptions;
  #current: StartedProcess | undefined;
  #isEnding = false;
  #wake: () => void = () => undefined;
  #watching: Promise<void> = Promise.resolve();
  lastExitCode: number | null | undefined;

  constructor(options: KeepRunningOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#current?.pid;
  }

  async begin(): Promise<void> {
    this.#watching = this.#watch(await this.#options.start());
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    this.#wake();
    const pid = this.pid;
    if (pid !== undefined) await stopProcess({ pid, signal: this.#options.stopSignal, graceMs: this.#options.graceMs });
    await this.#watching;
  }

  async #watch(first: StartedProcess): Promise<void> {
    const { name, start, say } = this.#options;
    let delayMs = firstDelayMs;
    for (let next: StartedProcess | undefined = first; ;) {
      const startedAtMs = performance.now();
      this.#current = next;
      if (next !== undefined) {
        const { code, signal } = await next.ended;
        this.#current = undefined;
        if (this.#isEnding) return;
        this.lastExitCode = code;
        if (performance.now() - startedAtMs > wellAfterMs) delayMs = firstDelayMs;
        say(
          `${name} ended by itself (${signal ?? `code ${code ?? "unknown"}`}); starting it again in ${delayMs / 1000} s.`,
        );
      }
      await this.#rest(delayMs);
      if (this.#isEnding) return;
      delayMs = Math.min(delayMs * 2, longestDelayMs);
      try {
        next = await start();
        if (!this.#isEnding) say(`${name} runs again.`);
      } catch (error) {
        next = undefined;
        say(`${name} could not be started: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (this.#isEnding && next !== undefined) {
        await stopProcess({ pid: next.pid, signal: this.#options.stopSignal, graceMs: this.#options.graceMs });
        return;
      }
    }
  }

  #rest(delayMs: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
