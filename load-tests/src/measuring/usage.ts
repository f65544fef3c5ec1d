// Processor time and memory of running processes, from /proc. In: pids by name. Out: seconds used so far, bytes resident. A process counts with
// its children (PostgreSQL's backends), ended ones included. Linux only: elsewhere the answer is null and the report says so.
import { readdirSync, readFileSync } from "node:fs";

export interface Usage {
  /** User and system time since the start of the process, seconds. */
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

export type Usages = Readonly<Record<string, Usage>>;

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node runs on

interface Stat {
  readonly parent: number;
  readonly ownTicks: number;
  /** Of children that have ended and were waited for. */
  readonly endedTicks: number;
}

/** Usage of each process now; null where there is no /proc. */
export function usageOf(pids: Readonly<Record<string, number | undefined>>): Usages | null {
  if (process.platform !== "linux") return null;
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? readStat(pid) : undefined;
    if (stat !== undefined) stats.set(pid, stat);
  }
  const usages: Record<string, Usage> = {};
  for (const [name, pid] of Object.entries(pids)) {
    const root = pid === undefined ? undefined : stats.get(pid);
    if (pid === undefined || root === undefined) continue;
    const children = [...stats].filter(([, stat]) => stat.parent === pid).map(([child]) => child);
    const family = [pid, ...children];
    const ticks = family.reduce((sum, one) => sum + (stats.get(one)?.ownTicks ?? 0), root.endedTicks);
    const rssMiB = family.reduce((sum, one) => sum + privateMiB(one), 0);
    usages[name] = { cpuSeconds: ticks / ticksPerSecond, rssMiB: Math.round(rssMiB) };
  }
  return usages;
}

/** Seconds used between two looks, by name. */
export function cpuBetween(before: Usages | null, after: Usages | null): Readonly<Record<string, number>> | null {
  if (before === null || after === null) return null;
  return Object.fromEntries(
    Object.entries(after).map(([name, { cpuSeconds }]) => [
      name,
      Number((cpuSeconds - (before[name]?.cpuSeconds ?? 0)).toFixed(2)),
    ]),
  );
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const field = (number: number): number => Number(fields[number - 3]);
    return { parent: field(4), ownTicks: field(14) + field(15), endedTicks: field(16) + field(17) };
  } catch {
    return undefined;
  }
}

/** Resident memory without what is shared with others, or PostgreSQL's buffers would count once for each backend. */
function privateMiB(pid: number): number {
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ").map(Number);
    return (((resident ?? 0) - (shared ?? 0)) * 4_096) / 2 ** 20;
  } catch {
    return 0;
  }
}
