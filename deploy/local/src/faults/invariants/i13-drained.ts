// I13: once faults have healed the backlog goes to nothing in time and by itself. In: evidence. Out: what was left when the wait was over.
import type { Invariant } from "../evidence.ts";

export const drained: Invariant = ({ drain }) => ({
  judged: Object.keys(drain.backlog).length,
  violations: drain.hasTimedOut
    ? Object.entries(drain.backlog)
        .filter(([, left]) => left > 0)
        .concat(Object.values(drain.backlog).every((left) => left === 0) ? [["came to rest too late", 1]] : [])
        .map(([name, left]) => ({
          invariant: "I13",
          id: name,
          what: `${left} left after ${Math.round(drain.tookMs / 1_000)} s`,
        }))
    : [],
});
