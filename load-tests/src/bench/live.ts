/**
 * The way of a board record to 2,000 screens. In: records as bytes, connections of mixed roles over real websockets that lead nowhere. Out: rows a second
 * through reading, board, audience, frame and socket, and snapshots of 10,000 rows; each beside a floor that writes the same bytes to as many sockets.
 */
import { mayView } from "@ucrt/domain";
import { createBoard, type Board } from "@ucrt/live/src/board.ts";
import { createConnection, type Connection } from "@ucrt/live/src/connection.ts";
import { snapshotFrame, type Viewer } from "@ucrt/live/src/frames.ts";
import { createHub } from "@ucrt/live/src/hub.ts";
import { madeOffer, madeRow } from "@ucrt/live/src/made-row.ts";
import { createBoardReader } from "@ucrt/live/src/on-board-record.ts";
import { createRing } from "@ucrt/live/src/ring.ts";
import { defaultSettings } from "@ucrt/live/src/settings.ts";
import { BOARD_TOPIC, boardRecord, PARTITIONS, type BoardRow } from "@ucrt/schemas";
import type { BenchTable } from "./bench-table.ts";
import { directory } from "./sample-pictures.ts";
import { seededChoice, type Choice } from "./seeded-choice.ts";
import { openSocketsToNowhere } from "./sockets-to-nowhere.ts";

const teams = directory.teams.map(({ id }) => id);
const organisations = Array.from({ length: 20 }, (_unused, index) => `ORG${index}`);

/** People at work in a large area, most of them crews who see only what they sent. */
const roles = {
  crew: 1_000,
  referrer: 300,
  "referrer-desk": 100,
  "ucrt-clinician": 400,
  "ucrt-lead": 50,
  "spa-coordinator": 80,
  "spa-clinician": 50,
  "service-lead": 20,
} as const satisfies Partial<Record<Viewer["role"], number>>;
const all = Object.values(roles).reduce((sum, count) => sum + count, 0);

/** `share`: of 2,000 connections and 10,000 rows; 1 for a measurement, less for a test. */
export async function liveBenches({ share }: { readonly share: number }): Promise<readonly BenchTable[]> {
  const choice = seededChoice(7);
  const viewers = viewersOf(choice, Math.ceil(2_000 * share));
  const rows = Array.from({ length: Math.ceil(10_000 * share) }, () => rowFor(viewers, choice));
  const { sockets } = await openSocketsToNowhere(viewers.length);
  const ours = await openHub(viewers, sockets);
  // Two versions of each row in turn, since a row that says nothing new is not told.
  const wire = rows.map((row, index) => ({
    message: {
      topic: BOARD_TOPIC,
      key: row.referralId,
      partition: index % PARTITIONS,
      isTombstone: false,
      timestampMs: 0,
      headers: {},
    },
    bytes: [0, 1].map((openCallTasks) => Buffer.from(JSON.stringify(boardRecord.encode({ ...row, openCallTasks })))),
  }));
  const batch = Math.min(200, rows.length);
  let from = 0;
  let turn = 0;
  let offset = 0;
  const tellBatch = (): void => {
    for (let index = from; index < from + batch; index += 1) {
      const record = wire[index % wire.length];
      const valueBytes = record?.bytes[turn];
      if (record === undefined || valueBytes === undefined) throw new Error("There is no such record.");
      ours.reader.take({ ...record.message, valueBytes, offset: String((offset += 1)) });
    }
    from += batch;
    if (from < wire.length) return;
    from = 0;
    turn = 1 - turn;
  };
  const audiences = rows.map((row) => viewers.flatMap((viewer, index) => (mayView(viewer, row) ? [index] : [])));
  let floorFrom = 0;
  const floorBatch = (): void => {
    for (let index = floorFrom; index < floorFrom + batch; index += 1) {
      const at = index % rows.length;
      const frame = Buffer.from(JSON.stringify(rows[at]));
      for (const viewer of audiences[at] ?? []) sockets[viewer]?.send(frame, { binary: false });
    }
    floorFrom += batch;
  };
  for (let told = 0; told < wire.length; told += batch) tellBatch();
  const frames = audiences.reduce((sum, audience) => sum + audience.length, 0) / rows.length;
  return [
    {
      title: `A board record to ${viewers.length} connections`,
      contestants: [
        { name: "record to sockets", unit: "rows", unitsPerCall: batch, call: tellBatch },
        {
          name: "floor: JSON.stringify once, ws to the same sockets",
          unit: "rows",
          unitsPerCall: batch,
          call: floorBatch,
        },
      ],
      comparisons: [
        {
          of: "record to sockets",
          against: "floor: JSON.stringify once, ws to the same sockets",
          says: "times its floor",
          goal: 2,
        },
      ],
      notes: [`A row goes to ${frames.toFixed(0)} sockets on average; frames a second are rows a second times that.`],
    },
    snapshots(ours.board, viewers),
  ];
}

interface OpenHub {
  readonly board: Board;
  readonly reader: ReturnType<typeof createBoardReader>;
}

async function openHub(
  viewers: readonly Viewer[],
  sockets: Awaited<ReturnType<typeof openSocketsToNowhere>>["sockets"],
): Promise<OpenHub> {
  const nowMs = (): number => Date.now();
  const settings = { ...defaultSettings, ticketWaitMs: 3_600_000 };
  const board = createBoard(PARTITIONS);
  const ring = createRing({ changes: settings.ringChanges, ageMs: settings.ringAgeMs });
  ring.begin(Array.from({ length: PARTITIONS }, () => 0));
  const hub = createHub({ board, ring, settings, instance: "bench", incarnation: () => "topic", nowMs });
  for (const [index, viewer] of viewers.entries()) {
    const socket = sockets[index];
    if (socket === undefined) throw new Error("There are fewer sockets than viewers.");
    // As a client does it: the ticket is the first frame, and lets the socket in.
    let connection: Connection | undefined;
    await new Promise<void>((resolve) => {
      connection = createConnection({
        socket,
        settings,
        nowMs,
        onTicket: () => resolve(),
        onClosed: () => undefined,
      });
      socket.emit("message", Buffer.from(JSON.stringify({ type: "ticket", ticket: "bench" })), false);
    });
    if (connection !== undefined) hub.join(connection, viewer, undefined);
  }
  const told = { change: hub.tellChange, feeds: hub.tellFeeds, parked: hub.tellParked, beat: () => undefined };
  return { board, reader: createBoardReader({ board, told, nowMs }) };
}

function snapshots(board: Board, viewers: readonly Viewer[]): BenchTable {
  const cursor = "1.abcdefghijklmnop.abcdefghijklmnop.1-2-3-4-5-6-7-8-9-a-b-c";
  const rowsAsObjects = [...board.entries()].map(({ json }): unknown => JSON.parse(json));
  const text = JSON.stringify(rowsAsObjects);
  const viewerOf = (role: Viewer["role"]): Viewer => {
    const viewer = viewers.find((one) => one.role === role);
    if (viewer === undefined) throw new Error(`Nobody is a ${role}.`);
    return viewer;
  };
  const snapshotFor = (role: Viewer["role"]) => {
    const viewer = viewerOf(role);
    return {
      name: `snapshot for a ${role}`,
      unit: "snapshots",
      unitsPerCall: 1,
      call: () => Buffer.from(snapshotFrame(viewer, board, cursor)),
    };
  };
  return {
    title: `A snapshot of ${board.rowCount()} rows`,
    contestants: [
      snapshotFor("spa-coordinator"),
      snapshotFor("ucrt-clinician"),
      snapshotFor("crew"),
      {
        name: "floor: JSON.stringify of all rows",
        unit: "snapshots",
        unitsPerCall: 1,
        call: () => Buffer.from(JSON.stringify(rowsAsObjects)),
      },
      { name: "floor: the bytes of that text", unit: "snapshots", unitsPerCall: 1, call: () => Buffer.from(text) },
    ],
    comparisons: [
      {
        of: "snapshot for a spa-coordinator",
        against: "floor: JSON.stringify of all rows",
        says: "times its floor",
        goal: 2,
      },
    ],
    notes: ["All desks share one snapshot, a team's people theirs; it is made again only when the board has changed."],
  };
}

/** Every role in its share, in mixed order. */
function viewersOf(choice: Choice, count: number): readonly Viewer[] {
  const roleList = Object.entries(roles).flatMap(([role, number]) =>
    Array.from({ length: Math.max(1, Math.round((number / all) * count)) }, () => role as keyof typeof roles),
  );
  return roleList.map((role, index) => ({
    subject: `${role}-${index}`,
    role,
    organisation: choice.pick(organisations),
    ...(role === "ucrt-clinician" || role === "ucrt-lead" ? { team: choice.pick(teams) } : {}),
  }));
}

/** A row of somebody who is connected, waiting, offered or held. */
function rowFor(viewers: readonly Viewer[], choice: Choice): BoardRow {
  const sender = choice.pick(viewers);
  const at = choice.weighted({ waiting: 2, offered: 3, held: 5 });
  return madeRow({
    referralId: `${choice.whole(10_000_000, 99_999_999)}-0000-4000-8000-${String(choice.whole(1, 999_999_999)).padStart(12, "0")}`,
    version: choice.whole(1, 20),
    submitter: sender.role === "crew" || sender.role === "referrer" ? sender.subject : null,
    senderOrganisation: sender.organisation,
    onBehalfOf: choice.chance(0.2) ? choice.pick(organisations) : null,
    offer: at === "offered" ? madeOffer(choice.pick(teams)) : null,
    team: at === "held" ? choice.pick(teams) : null,
    reasons: [{ criterion: "B4", raises: null, asks: false }],
    openCallTasks: 0,
  });
}
