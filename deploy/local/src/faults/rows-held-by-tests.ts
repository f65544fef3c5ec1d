// Rows of the fault matrix whose fault a test below the rig injects itself, and rows that are not shown yet. In: nothing. Out: rows as data. A test named
// here has to exist, word for word: fault-table.test.ts looks.
import type { FaultRow } from "./fault.ts";

type Held = Pick<FaultRow, "id" | "title" | "hazards" | "missing"> & {
  readonly by?: readonly (readonly [file: string, test: string])[];
};

const held = ({ by, ...row }: Held): FaultRow => ({
  ...row,
  isStarred: false,
  faults: [],
  ...(by === undefined ? {} : { heldBy: by.map(([file, test]) => ({ file, test })) }),
});

export const rowsHeldByTests: readonly FaultRow[] = [
  held({
    id: "F05",
    title: "kill -9 intake before and after an answer to a BaRS sender is sent",
    hazards: ["H4", "H14"],
    by: [
      [
        "services/intake/src/bars/answers.pg.test.ts",
        "is sent again with the same ids and bytes until it is taken; a duplicate is as good as taken",
      ],
      ["services/intake/src/bars/answers.pg.test.ts", "is sent by one of two processes at a time"],
    ],
    missing: "the process itself is not killed at notify-before-send and notify-after-send",
  }),
  held({ id: "F15", title: "the broker loses its data", hazards: ["H1"], missing: "not shown" }),
  held({
    id: "F21",
    title: "more sessions than PostgreSQL takes",
    hazards: ["H10"],
    by: [
      [
        "services/intake/src/post-referral.pg.test.ts",
        "without PostgreSQL it is 503 with a number to ring, never a false 202",
      ],
    ],
    missing: "the server's own limit is not reached",
  }),
  held({
    id: "F31",
    title: "too large",
    hazards: ["H3"],
    by: [
      ["libs/kafka/src/producer.kafka.test.ts", "refuses a message over the limit before it goes anywhere"],
      [
        "libs/kafka/src/producer.kafka.test.ts",
        "says what the broker refused for its size and how much was acknowledged before",
      ],
    ],
  }),
  held({
    id: "F32",
    title: "parked.v1 cannot be written",
    hazards: ["H3"],
    by: [
      [
        "libs/kafka/src/batch-consumer.kafka.test.ts",
        "does not move the offset while parking fails, and goes on when it works again",
      ],
    ],
  }),
  held({
    id: "F33",
    title: "replay of parked messages",
    hazards: ["H3"],
    by: [
      [
        "services/queue/src/on-parked.pg.test.ts",
        "is sent again to where it came from, for the service that could not handle it, by an operator, once",
      ],
    ],
  }),
  held({
    id: "F34",
    title: "a service's clock is wrong",
    hazards: ["H7"],
    missing:
      "not shown; the database's clock alone decides what is late, and libfaketime is not among the project's tools",
  }),
  held({
    id: "F35",
    title: "the clocks change",
    hazards: ["H7"],
    by: [["libs/domain/src/clock/time-of-receipt.test.ts", "the hour that comes twice in autumn"]],
  }),
  held({
    id: "F36",
    title: "the database's clock steps back",
    hazards: ["H7"],
    by: [
      [
        "services/queue/src/clocks-and-lost-devices.pg.test.ts",
        "F36: a clock that steps back two seconds loses no step, moves no deadline, and order is that of the versions",
      ],
    ],
    missing: "in queue's own code; the server's clock itself is not turned",
  }),
  held({
    id: "F38",
    title: "two relays",
    hazards: ["H1"],
    by: [
      [
        "libs/postgres/src/relay.kafka.test.ts",
        "one of two relays sends; when it stops the other takes over at once, in order and without repeats",
      ],
      ["libs/postgres/src/relay.kafka.test.ts", "takes over from a relay that went silent, when its lease runs out"],
    ],
  }),
  held({
    id: "F39",
    title: "a websocket client that never reads",
    hazards: ["H5"],
    by: [
      [
        "services/live/src/live.kafka.test.ts",
        "N54: a client that never reads is told, closed with 4408, and slows nobody; one that reads again in time gets a snapshot",
      ],
      [
        "services/web/src/tunnel-websocket.test.ts",
        "lets the service feel a reader that does not read, instead of holding its bytes",
      ],
    ],
  }),
  held({
    id: "F40",
    title: "a websocket client that reads slowly, or never answers a ping",
    hazards: ["H5"],
    by: [["services/live/src/live-protocol.kafka.test.ts", "a client that never answers pings is cut off"]],
  }),
  held({
    id: "F41",
    title: "every client connects again at once",
    hazards: ["H5"],
    by: [["services/live/src/live-protocol.kafka.test.ts", "a full process answers 503 with Retry-After"]],
    missing: "the storm itself is the load scenario 05-reconnect, which is not part of `npm test`",
  }),
  held({
    id: "F42",
    title: "a client misses changes",
    hazards: ["H5"],
    by: [
      [
        "services/live/src/live.kafka.test.ts",
        "a client that was cut off comes back on the other instance and sees every change, without a snapshot",
      ],
      ["deploy/local/src/e2e/faults.e2e.test.ts", "a page that was cut off shows every change after it is back"],
    ],
  }),
  held({
    id: "F47",
    title: "old and new versions side by side",
    hazards: ["H1"],
    by: [
      ["libs/kafka/src/read-message.test.ts", "is read by its contract, and a field of a later version is set aside"],
    ],
    missing: "two builds at once",
  }),
  held({
    id: "F48",
    title: "migrations while serving, killed half-way, five at once",
    hazards: ["H1"],
    by: [
      ["libs/postgres/src/migrate.pg.test.ts", "applies each migration once, also when five instances start together"],
      [
        "libs/postgres/src/migrate.pg.test.ts",
        "a failed migration leaves nothing behind, and a changed one stops the start",
      ],
      [
        "libs/postgres/src/prepare-repeated.pg.test.ts",
        "after a column was added the work fails once as passing trouble, and then sees the new column",
      ],
    ],
  }),
  held({
    id: "F50",
    title: "acceptance against assignment and other commands, at once",
    hazards: ["H2"],
    by: [
      [
        "services/queue/src/give-command.pg.test.ts",
        "a team accepts while SPA assigns it to another team: one of the two teams holds it, never both",
      ],
      [
        "services/queue/src/give-command.pg.test.ts",
        "commands that both may be done are both done, one after the other, when they come at the same instant",
      ],
    ],
  }),
  held({
    id: "F52",
    title: "a team does not answer",
    hazards: ["H2"],
    by: [
      [
        "services/queue/src/when-timer-due.pg.test.ts",
        "an offer nobody answers passes half-time and lapses, each once, whoever looks how often",
      ],
      [
        "services/queue/src/when-timer-due.pg.test.ts",
        "a timer that came due while nobody was running fires when somebody runs again",
      ],
    ],
  }),
  held({
    id: "F53",
    title: "no team covers the place or the hour",
    hazards: ["H2", "H17"],
    by: [
      [
        "services/queue/src/when-timer-due.pg.test.ts",
        "who waits without a team is routed again when a team takes work again",
      ],
    ],
  }),
  held({
    id: "F54",
    title: "an accepted team is lost",
    hazards: ["H2", "H16"],
    by: [
      [
        "services/queue/src/clocks-and-lost-devices.pg.test.ts",
        "F54: a team that nobody reaches has its job taken back with a reason; its late device changes nothing",
      ],
    ],
  }),
  held({
    id: "F55",
    title: "a referrer's endpoint is down, slow, wrong",
    hazards: ["H4", "H14"],
    by: [
      [
        "services/intake/src/bars/answers.pg.test.ts",
        "is alarmed once and becomes a call task; when it gets through after all, that is told too (I8, F55)",
      ],
      [
        "services/intake/src/bars/answers.pg.test.ts",
        "is not sent again when the other side refuses it for good: people ring at once",
      ],
    ],
  }),
  held({
    id: "F57",
    title: "the audit cannot be written",
    hazards: ["H11"],
    by: [["services/queue/src/who-sees-what.pg.test.ts", "an access that cannot be written down is refused"]],
  }),
  held({
    id: "F58",
    title: "the audit is altered, cut, removed",
    hazards: ["H13"],
    by: [
      ["services/queue/src/record.pg.test.ts", "names a fact that was altered"],
      ["services/queue/src/record.pg.test.ts", "names a chain whose tail was cut off, even together with its head"],
      ["services/queue/src/record.pg.test.ts", "names an access that was removed, and a file that says otherwise"],
    ],
  }),
  held({ id: "F62", title: "live has no file descriptors left", hazards: ["H5"], missing: "not shown" }),
];
