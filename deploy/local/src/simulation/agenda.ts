// What simulated people have made up their minds to do, each thing once. In: a key and a wait. Out: the action, run when its time has come.

export interface Agenda {
  /** Plans the action unless this key was planned before. An action that throws is reported and forgotten. */
  plan(key: string, afterMs: number, action: () => Promise<void>): void;
  stop(): void;
}

/** Keys older than this many are forgotten: their referrals have long moved on. */
const keysKept = 20_000;

export function agenda(report: (error: unknown) => void): Agenda {
  const planned = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    plan: (key, afterMs, action) => {
      if (planned.has(key)) return;
      planned.add(key);
      const [oldest] = planned;
      if (planned.size > keysKept && oldest !== undefined) planned.delete(oldest);
      const timer = setTimeout(() => {
        timers.delete(timer);
        action().catch(report);
      }, afterMs);
      timers.add(timer);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
