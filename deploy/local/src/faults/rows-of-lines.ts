// Rows of the fault matrix in which the way between two parts fails, or what was on it. In: nothing. Out: rows as data.
import type { FaultRow } from "./fault.ts";

const goalSeconds = 15;

export const rowsOfLines: readonly FaultRow[] = [
  {
    id: "F17",
    title: "messages vanish after their acknowledgement",
    isStarred: true,
    hazards: ["H1"],
    faults: [{ kind: "forget-messages", topic: "referral.submitted.v1", reader: "queue" }],
    recovery: { mark: "confirmed", goalSeconds: 120 },
  },
  {
    id: "F22",
    title: "a service cut off from the broker for 30 s, both ways and one way",
    isStarred: false,
    hazards: ["H1"],
    faults: [
      { kind: "lines", lines: ["queue->kafka"], mode: { kind: "blackhole" }, seconds: 30 },
      { kind: "lines", lines: ["intake->kafka"], mode: { kind: "half-open", held: "to-client" }, seconds: 30 },
    ],
    recovery: { mark: "offered", goalSeconds },
  },
  {
    id: "F23",
    title: "a service cut off from PostgreSQL in the middle of what it says and of what it hears",
    isStarred: false,
    hazards: ["H1", "H2"],
    faults: [
      {
        kind: "lines",
        lines: ["intake->postgres", "queue->postgres"],
        mode: { kind: "cut-after", bytes: 20_000, direction: "to-server" },
        seconds: 6,
      },
      {
        kind: "lines",
        lines: ["intake->postgres", "queue->postgres"],
        mode: { kind: "cut-after", bytes: 6_000, direction: "to-client" },
        seconds: 6,
      },
    ],
    recovery: { mark: "opened", goalSeconds },
  },
  {
    id: "F24",
    title: "one of two live instances cut off from the broker",
    isStarred: false,
    hazards: ["H5"],
    instances: 2,
    faults: [{ kind: "lines", lines: ["live->kafka"], mode: { kind: "blackhole" }, seconds: 25 }],
    recovery: { mark: "screens", goalSeconds: 10 },
  },
  {
    id: "F25",
    title: "100 ms and 3 Mbit/s on every line, then resets",
    isStarred: false,
    hazards: ["H1"],
    faults: [
      {
        kind: "lines",
        lines: "all",
        mode: { kind: "latency", latencyMs: 100, jitterMs: 20, bytesPerSecond: 375_000 },
        seconds: 20,
      },
      { kind: "resets", lines: "all", everyMs: 2_000, seconds: 20 },
    ],
    recovery: { mark: "offered", goalSeconds },
    missing: "p99 is measured by the load scenarios, without the latency",
  },
  {
    id: "F26",
    title: "slices of 1 to 7 bytes on every line",
    isStarred: false,
    hazards: ["H1"],
    faults: [{ kind: "lines", lines: "all", mode: { kind: "slicer", mostBytes: 7 }, seconds: 10 }],
    recovery: { mark: "offered", goalSeconds },
  },
  {
    id: "F51",
    title: "the answer to an acceptance is lost and the user presses again",
    isStarred: true,
    hazards: ["H2"],
    faults: [
      { kind: "crash-point", target: "queue", point: "accept-before-commit", pass: 2 },
      { kind: "crash-point", target: "queue", point: "accept-after-commit", pass: 2 },
      {
        kind: "lines",
        lines: ["web->queue"],
        mode: { kind: "cut-after", bytes: 600, direction: "to-client" },
        seconds: 4,
      },
    ],
    recovery: { mark: "accepted", goalSeconds },
  },
];
