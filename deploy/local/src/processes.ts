// Starts, recognises and stops operating-system processes. In: a command, or the record of an earlier one. Out: a
// handle, or the word that it is gone. A record holds the start time beside the pid, so a reused pid is never killed.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface StartProcess {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly pidFile: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Starts a fresh log instead of appending to the old one. @default false */
  readonly freshLog?: boolean;
}

export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves once, when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts a process in a group of its own (Ctrl-C in the terminal does not reach it) and records it in its pid file. */
export function startProcess(options: StartProcess): StartedProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, options.freshLog === true ? "w" : "a");
  try {
    const child = spawn(options.command, [...options.args], {
      detached: true,
      stdio: ["ignore", log, log],
      env: options.env === undefined ? process.env : { ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.user === undefined ? {} : options.user),
    });
    const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
      child.once("error", () => done({ code: 127, signal: null }));
      child.once("exit", (code, signal) => {
        rmSync(options.pidFile, { force: true });
        done({ code, signal });
      });
    });
    const pid = child.pid;
    if (pid === undefined) throw new Error(`Could not start ${options.name}: ${options.command} is not executable.`);
    recordProcess(options.pidFile, pid);
    return { name: options.name, pid, ended };
  } finally {
    closeSync(log);
  }
}

/** Writes the pid and start time of a process to a file. */
export function recordProcess(pidFile: string, pid: number): void {
  mkdirSync(dirname(pidFile), { recursive: true });
  writeFileSync(pidFile, JSON.stringify({ pid, startedAt: startOf(pid) ?? "unknown" }));
}

/** The pid recorded in the file, if exactly that process still runs. */
export function recordedProcess(pidFile: string): number | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(pidFile, "utf8"));
    if (typeof record !== "object" || record === null || !("pid" in record) || !("startedAt" in record))
      return undefined;
    if (typeof record.pid !== "number") return undefined;
    return startOf(record.pid) === record.startedAt ? record.pid : undefined;
  } catch {
    return undefined;
  }
}

/** Stops what an earlier, killed run left behind, and forgets its record. True if something had to be stopped. */
export async function stopLeftOver(pidFile: string, signal: NodeJS.Signals): Promise<boolean> {
  const pid = recordedProcess(pidFile);
  if (pid !== undefined) await stopProcess({ pid, signal, graceMs: 10_000 });
  rmSync(pidFile, { force: true });
  return pid !== undefined;
}

/** Asks a process to end, and kills it when it has not after `graceMs`. Resolves when it is gone. */
export async function stopProcess(stop: {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}) {
  const startedAt = startOf(stop.pid);
  if (startedAt === undefined) return;
  send(stop.pid, stop.signal);
  const killAtMs = Date.now() + stop.graceMs;
  let killed = false;
  while (startOf(stop.pid) === startedAt) {
    if (!killed && Date.now() > killAtMs) {
      send(stop.pid, "SIGKILL");
      killed = true;
    }
    await pause(25);
  }
}

/** When the process started, as the system words it; undefined when it does not run (a zombie does not). */
export function startOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" ? undefined : line;
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, which is what was asked for.
  }
}
