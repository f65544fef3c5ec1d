// Rows of the fault matrix in which a process dies, stops or starts. In: nothing. Out: rows as data. Goals are those of the promises: a service 15 s,
// Kafka 20 s, PostgreSQL 5 s; they are reported beside what was measured, and asserted nowhere.
import type { CrashPoint } from "@ucrt/service";
import type { InstanceName } from "../stack.ts";
import type { Fault, FaultRow } from "./fault.ts";

const serviceGoalSeconds = 15;
const brokerGoalSeconds = 20;
const postgresGoalSeconds = 5;

const crash = (target: InstanceName, point: CrashPoint, pass = 2): Fault => ({
  kind: "crash-point",
  target,
  point,
  pass,
});

export const rowsOfProcesses: readonly FaultRow[] = [
  {
    id: "F01",
    title: "kill -9 intake at each of its crash points",
    isStarred: true,
    hazards: ["H1"],
    faults: [
      crash("intake", "after-receive"),
      crash("intake", "after-validate"),
      crash("intake", "before-commit"),
      crash("intake", "after-commit"),
      crash("intake", "before-offset-commit"),
      crash("intake", "outbox-read"),
    ],
    inShort: [
      crash("intake", "before-commit"),
      crash("intake", "after-commit"),
      crash("intake", "before-offset-commit"),
    ],
    recovery: { mark: "opened", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F02",
    title: "kill -9 eligibility and routing between sending and the offset commit",
    isStarred: false,
    hazards: ["H1"],
    faults: [crash("eligibility", "before-offset-commit", 3), crash("routing", "before-offset-commit", 3)],
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F03",
    title: "kill -9 the outbox relay after publishing, before marking",
    isStarred: true,
    hazards: ["H1"],
    faults: [crash("intake", "after-publish-before-mark"), crash("queue", "after-publish-before-mark", 4)],
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F04",
    title: "kill -9 live while screens are open",
    isStarred: false,
    hazards: ["H5"],
    faults: [{ kind: "kill", target: "live" }],
    recovery: { mark: "screens", goalSeconds: 10 },
    missing:
      "the place ws-after-snapshot: screens that were open resume, and never come to it; five screens, not 200; 500 and 2,000 at once are in the load scenario 05-reconnect",
  },
  {
    id: "F06",
    title: "kill -9 metrics",
    isStarred: false,
    hazards: ["H13"],
    faults: [{ kind: "kill", target: "metrics" }],
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F07",
    title: "TERM during load, rolling through every instance of every service",
    isStarred: false,
    hazards: ["H1", "H10"],
    instances: 2,
    faults: [{ kind: "rolling-restart" }],
    isOrderly: true,
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F08",
    title: "eligibility dies at each start",
    isStarred: false,
    hazards: [],
    faults: [{ kind: "crash-loop", target: "eligibility", seconds: 12 }],
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
    missing: "the supervisor of a local run raises no alarm of its own; what waits for advice does",
  },
  {
    id: "F09",
    title: "queue paused past its session, then woken (zombie), beside a second one",
    isStarred: false,
    hazards: ["H1", "H6"],
    instances: 2,
    faults: [{ kind: "pause", target: "queue", seconds: 16 }],
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F10",
    title: "kill -9 the broker",
    isStarred: true,
    hazards: ["H1"],
    faults: [{ kind: "kill", target: "kafka" }],
    recovery: { mark: "offered", goalSeconds: brokerGoalSeconds },
  },
  {
    id: "F11",
    title: "kill -9 the broker five times in a row",
    isStarred: false,
    hazards: ["H1"],
    faults: [{ kind: "kill", target: "kafka", times: 5 }],
    recovery: { mark: "offered", goalSeconds: brokerGoalSeconds },
  },
  {
    id: "F12",
    title: "TERM and restart of the broker",
    isStarred: false,
    hazards: ["H1"],
    faults: [{ kind: "terminate", target: "kafka" }],
    recovery: { mark: "offered", goalSeconds: brokerGoalSeconds },
  },
  {
    id: "F13",
    title: "the broker paused 8 s and 40 s",
    isStarred: false,
    hazards: ["H1"],
    faults: [
      { kind: "pause", target: "kafka", seconds: 8 },
      { kind: "pause", target: "kafka", seconds: 40 },
    ],
    recovery: { mark: "offered", goalSeconds: brokerGoalSeconds },
  },
  {
    id: "F14",
    title: "the broker down for long",
    isStarred: false,
    hazards: ["H1", "H10"],
    faults: [{ kind: "down", target: "kafka", seconds: 75 }],
    recovery: { mark: "offered", goalSeconds: brokerGoalSeconds },
    missing: "75 s, past the alarm of 60 s, and not ten minutes",
  },
  {
    id: "F16",
    title: "offsets set back to the beginning",
    isStarred: false,
    hazards: ["H1", "H6"],
    faults: (["intake", "eligibility", "routing", "queue", "metrics"] as const).map((service) => ({
      kind: "rewind" as const,
      service,
    })),
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F18",
    title: "kill -9 PostgreSQL and its children",
    isStarred: true,
    hazards: ["H1", "H10"],
    faults: [{ kind: "kill", target: "postgres" }],
    recovery: { mark: "opened", goalSeconds: postgresGoalSeconds },
  },
  {
    id: "F19",
    title: "kill -9 one PostgreSQL backend at work: every session is cut, commits may be unknown",
    isStarred: false,
    hazards: ["H1", "H2"],
    faults: [
      { kind: "kill-backend", application: "intake" },
      { kind: "kill-backend", application: "queue" },
    ],
    recovery: { mark: "opened", goalSeconds: postgresGoalSeconds },
  },
  {
    id: "F20",
    title: "PostgreSQL paused 5 s and 60 s",
    isStarred: false,
    hazards: ["H1", "H10"],
    faults: [
      { kind: "pause", target: "postgres", seconds: 5 },
      { kind: "pause", target: "postgres", seconds: 60 },
    ],
    recovery: { mark: "opened", goalSeconds: postgresGoalSeconds },
  },
  {
    id: "F37",
    title: "rebalance storm: second instances leave and join, one is killed",
    isStarred: false,
    hazards: ["H1", "H6"],
    instances: 2,
    faults: [
      { kind: "kill", target: "queue-2", times: 2 },
      { kind: "terminate", target: "eligibility-2" },
      { kind: "terminate", target: "routing-2" },
      { kind: "terminate", target: "intake-2" },
      { kind: "kill", target: "intake-2" },
    ],
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
  {
    id: "F61",
    title: "two busy loops beside the stack",
    isStarred: false,
    hazards: [],
    faults: [{ kind: "busy-machine", loops: 2, seconds: 20 }],
    recovery: { mark: "offered", goalSeconds: serviceGoalSeconds },
  },
];
