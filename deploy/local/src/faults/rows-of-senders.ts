// Rows of the fault matrix in which senders and people do what they should not, or all at once. In: nothing. Out: rows as data.
import type { FaultRow } from "./fault.ts";

export const rowsOfSenders: readonly FaultRow[] = [
  {
    id: "F27",
    title: "every message 2 to 5 times, also at the same instant",
    isStarred: true,
    hazards: ["H6"],
    faults: [{ kind: "sending", pattern: "repeats", count: 120 }],
    inShort: [{ kind: "sending", pattern: "repeats", count: 40 }],
    recovery: { mark: "opened", goalSeconds: null },
    missing: "repeats after 24 h: what recognises a repeat has no age",
  },
  {
    id: "F28",
    title: "referrals, amendments and withdrawals in any order",
    isStarred: true,
    hazards: ["H6"],
    faults: [{ kind: "sending", pattern: "shuffled", count: 100 }],
    inShort: [{ kind: "sending", pattern: "shuffled", count: 30 }],
    recovery: { mark: "opened", goalSeconds: null },
  },
  {
    id: "F29",
    title: "messages nobody can read, of every kind",
    isStarred: true,
    hazards: ["H3"],
    faults: [{ kind: "sending", pattern: "poison", count: 120 }],
    inShort: [{ kind: "sending", pattern: "poison", count: 40 }],
    recovery: { mark: "opened", goalSeconds: 2 },
    heldBy: [
      { file: "services/intake/src/intake.kafka.test.ts", test: "poison" },
      {
        file: "libs/kafka/src/batch-consumer.kafka.test.ts",
        test: "finishes a handler that never answers as failed, and goes on",
      },
      {
        file: "libs/kafka/src/batch-consumer.kafka.test.ts",
        test: "tries an unexplained failure five times, then parks that message only",
      },
    ],
  },
  {
    id: "F30",
    title: "1,000 messages nobody can read, in a row",
    isStarred: false,
    hazards: ["H3"],
    faults: [{ kind: "sending", pattern: "poison", count: 1_000 }],
    recovery: { mark: "opened", goalSeconds: 2 },
  },
  {
    id: "F46",
    title: "a backlog, then live 999 cases",
    isStarred: false,
    hazards: ["H8"],
    faults: [{ kind: "sending", pattern: "backlog", count: 2_000 }],
    recovery: { mark: "offered", goalSeconds: 5 },
    missing: "2,000 here; 100,000 and the times of 999 cases are in the load scenario 60-backlog",
  },
  {
    id: "F49",
    title: "2, 8 and 30 clinicians accept the same job at once",
    isStarred: true,
    hazards: ["H2"],
    faults: [{ kind: "sending", pattern: "contests", count: 90 }],
    inShort: [{ kind: "sending", pattern: "contests", count: 24 }],
    recovery: { mark: "accepted", goalSeconds: null },
    heldBy: [
      {
        file: "services/queue/src/give-command.pg.test.ts",
        test: "two accept at the same instant, 200 times: one wins each time, the other is told by which team",
      },
    ],
  },
];
