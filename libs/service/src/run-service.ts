/**
 * The life of a service process.
 * In: a start function that registers how each part stops. Out: an exit code.
 * Stops on SIGTERM, SIGINT or a fatal error: parts stop in the reverse order of their registration (what was started last and
 * faces callers stops first; pool and telemetry last), within 10 s, else the process ends anyway with code 1.
 */
import type { Logger } from "./logging.ts";

export type StopReason = "SIGTERM" | "SIGINT" | "fatal" | "start-failed";

export type ServiceLife = {
  /** Registers how a part stops. Called once; a stop that throws is logged and the rest still stops. */
  readonly onStop: (part: string, stop: () => Promise<unknown> | unknown) => void;
  /** Ends the process non-zero after stopping: a consumer that cannot restart, a lost lease, a broken file. */
  readonly onFatal: (error: unknown) => void;
  readonly isStopping: () => boolean;
  /** Aborted when the stop begins; hand it to loops and timers. */
  readonly signal: AbortSignal;
};

export type ServiceOptions = {
  readonly name: string;
  readonly logger: Logger;
  readonly start: (life: ServiceLife) => Promise<void>;
  /** All parts together, milliseconds. @default 10,000 */
  readonly stopTimeoutMs?: number;
};

/** Runs a service until it is told to stop. Returns when it has started; ends the process by itself. */
export async function runService(options: ServiceOptions): Promise<void> {
  const { name, logger, start } = options;
  const stopTimeoutMs = options.stopTimeoutMs ?? 10_000;
  const abort = new AbortController();
  const parts: { readonly part: string; readonly stop: () => Promise<unknown> | unknown }[] = [];
  let exitCode = 0;
  let stopping: Promise<void> | undefined;

  const stop = (reason: StopReason): Promise<void> => {
    if (reason === "fatal" || reason === "start-failed") exitCode = 1;
    stopping ??= stopParts(reason);
    return stopping;
  };

  const stopParts = async (reason: StopReason): Promise<void> => {
    logger.info({ part: name, reason }, "stopping");
    abort.abort();
    const deadline = setTimeout(() => {
      logger.fatal({ part: name, stopTimeoutMs }, "stopping took too long; the process ends now");
      process.exit(1);
    }, stopTimeoutMs);
    for (let next = parts.pop(); next !== undefined; next = parts.pop()) {
      try {
        await next.stop();
      } catch (error) {
        exitCode = 1;
        logger.error({ err: error, part: next.part }, "a part did not stop cleanly");
      }
    }
    clearTimeout(deadline);
    logger.info({ part: name, exitCode }, "stopped");
    process.exit(exitCode);
  };

  const onFatal = (error: unknown): void => {
    logger.fatal({ err: error, part: name }, "cannot go on");
    void stop("fatal");
  };

  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
  process.on("uncaughtException", onFatal);
  process.on("unhandledRejection", onFatal);

  try {
    await start({
      // A part that comes up while the process is already stopping is stopped too: stopParts pops until none is left.
      onStop: (part, stopPart) => void parts.push({ part, stop: stopPart }),
      onFatal,
      isStopping: () => abort.signal.aborted,
      signal: abort.signal,
    });
    if (!abort.signal.aborted) logger.info({ part: name }, "started");
  } catch (error) {
    if (abort.signal.aborted) return;
    // Area files hold no identity, and the log would mask the dates and quoted words that say what is wrong with one.
    if (error instanceof Error && error.name === "WrongAreaFile")
      process.stderr.write(`Cannot start ${name}. ${error.message}\n`);
    logger.fatal({ err: error, part: name }, "could not start");
    await stop("start-failed");
  }
}
