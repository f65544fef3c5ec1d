// How large processes grow during a run. In: pids by name, asked for again and again. Out: the most memory and the most open files each had.
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessSize {
  readonly mostMiB: number;
  readonly mostFiles: number;
  readonly lastFiles: number;
}

const lookEveryMs = 2_000;

/** Starts looking; `stop` answers what was seen. */
export function watchSizes(pids: () => ReadonlyMap<string, number>): { stop(): ReadonlyMap<string, ProcessSize> } {
  const sizes = new Map<string, ProcessSize>();
  const look = (): void => {
    for (const [name, pid] of pids()) {
      const now = sizeOf(pid);
      if (now === undefined) continue;
      const before = sizes.get(name);
      sizes.set(name, {
        mostMiB: Math.max(now.mib, before?.mostMiB ?? 0),
        mostFiles: Math.max(now.files, before?.mostFiles ?? 0),
        lastFiles: now.files,
      });
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return sizes;
    },
  };
}

function sizeOf(pid: number): { readonly mib: number; readonly files: number } | undefined {
  try {
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return { mib: Math.round(Number(resident ?? 0) / 1_024), files: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}
