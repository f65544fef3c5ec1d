// I11: memory stays bounded: each process under its limit, each socket's unsent bytes under 1 MiB. In: evidence. Out: processes and sockets that grew over it.
// Looks at `sample` lines of the history: `{ rssBytes?, limitBytes?, socketBytes? }`, the most that was seen of each process.
import type { Invariant, Violation } from "../evidence.ts";

const MIB = 1_048_576;
/** Far above what a service needs (about 150 MiB), far below what a leak takes. */
const limitOfProcess = 512 * MIB;
const limitOfSocket = MIB;

export const memoryBounded: Invariant = ({ history }) => {
  const violations: Violation[] = [];
  const samples = history.filter(({ op }) => op === "sample");
  for (const { id, value } of samples) {
    const rss = numberOf(value?.["rssBytes"]) ?? 0;
    const limit = numberOf(value?.["limitBytes"]) ?? limitOfProcess;
    const socket = numberOf(value?.["socketBytes"]) ?? 0;
    if (rss > limit)
      violations.push({ invariant: "I11", id, what: `took ${mib(rss)} MiB of memory, over ${mib(limit)}` });
    if (socket > limitOfSocket)
      violations.push({ invariant: "I11", id, what: `held ${mib(socket)} MiB for one socket` });
  }
  return { judged: samples.length, violations };
};

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const mib = (bytes: number): number => Math.round(bytes / MIB);
