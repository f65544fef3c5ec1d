// The driver as a process beside the product. In: where the product is, a history, a seed. Out: a load that runs until told to end, and how it ended.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@ucrt/testing/wait-for";
import { senderEnvironment } from "../kafka-users.ts";
import { startProcess } from "../processes.ts";
import { parseHistory } from "./history.ts";
import type { Rig } from "./rig.ts";

export interface DriverProcess {
  /** Nothing more is sent; resolves when people have finished and screens have come to rest. Rejects when the driver failed. */
  end(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

export interface DriverLoad {
  /** Sendings a second. */
  readonly rate: number;
  readonly seed: number;
  /** At most, seconds. */
  readonly seconds: number;
  /** After the last sending, seconds: until everything has ended, at most. */
  readonly finishSeconds: number;
}

const firstAnswerWithinMs = 60_000;

/** Starts the driver and waits for its first acknowledged sending. */
export async function startDriver(
  rig: Rig,
  load: DriverLoad & { readonly historyFile: string },
): Promise<DriverProcess> {
  const logFile = join(rig.folder, "logs", "driver.log");
  const child = startProcess({
    name: "driver",
    command: process.execPath,
    args: [
      join(import.meta.dirname, "driver.ts"),
      `--web-url=${rig.frontUrl}`,
      `--brokers=${rig.servers.kafkaBrokers}`,
      `--history=${load.historyFile}`,
      `--seconds=${load.seconds}`,
      `--rate=${load.rate}`,
      `--seed=${load.seed}`,
      `--finish-seconds=${load.finishSeconds}`,
    ],
    env: { ...process.env, ...senderEnvironment(rig.servers.kafkaSecurity) },
    logFile,
    pidFile: join(rig.folder, "services", "driver.pid"),
  });
  let hasEnded = false;
  void child.ended.then(() => (hasEnded = true));
  const said = (): string =>
    existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-5).join("\n") : "";
  await waitFor(() => hasEnded || hasAnswer(load.historyFile), "the driver has its first answer", firstAnswerWithinMs);
  if (hasEnded) throw new Error(`The driver ended at its start:\n${said()}`);
  return {
    end: async () => {
      if (!hasEnded) process.kill(child.pid, "SIGTERM");
      const { code, signal } = await child.ended;
      if (code !== 0) throw new Error(`The driver ended with ${signal ?? `code ${code}`}:\n${said()}`);
    },
    kill: () => {
      if (!hasEnded) process.kill(child.pid, "SIGKILL");
    },
  };
}

function hasAnswer(historyFile: string): boolean {
  return (
    existsSync(historyFile) &&
    parseHistory(readFileSync(historyFile, "utf8")).some(({ op, type }) => op === "submit" && type === "ok")
  );
}
