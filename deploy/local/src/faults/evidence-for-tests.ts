// A small run in which all is well, to plant faults into. In: how many referrals. Out: evidence as the judge would gather it, every part agreeing with every
// other because all of it is made from the same facts. Each referral is offered, accepted, visited and closed.
import { createHash } from "node:crypto";
import { boardRowOf, foldMeasure, timersOf, type Measure } from "@ucrt/domain";
import { boardRow, fact as factContract, FACTS_TOPIC, BOARD_TOPIC, type ReferralFact } from "@ucrt/schemas";
import { aFact, openedData } from "@ucrt/testing";
import { commandCause } from "./causes.ts";
import { foldOf, type Evidence, type StoredFact, type TopicRecord } from "./evidence.ts";
import type { HistoryLine } from "./history.ts";
import { digestOfRow } from "./watching-client.ts";

export const t0 = Date.UTC(2026, 10, 22, 10, 0, 0);
export const uuidOf = (kind: number, number: number): string =>
  `00000000-0000-4000-${8000 + kind}-${String(number).padStart(12, "0")}`;
export const referralIdOf = (number: number): string => uuidOf(0, number);
export const requestIdOf = (number: number): string => uuidOf(1, number);
export const eventIdOf = (number: number): string => uuidOf(2, number);
export const offerIdOf = (number: number): string => uuidOf(3, number);
export const acceptIdOf = (number: number): string => uuidOf(4, number);
export const team = "ucrt-thurrock";
export const nurse = "faults:nurse";

const SECOND_MS = 1_000;
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The whole life of one referral; `untilSequence` leaves it where it is then. */
export function madeLife(number: number, untilSequence = 10): readonly ReferralFact[] {
  const referralId = referralIdOf(number);
  const offerId = offerIdOf(number);
  const at = (sequence: number): number => t0 + number * SECOND_MS + sequence * 100;
  const place = (sequence: number) => ({ referralId, sequence, at: at(sequence) });
  const by = (command: string, sequence: number) => ({
    actor: {
      kind: "person" as const,
      subject: nurse,
      name: "A Nurse",
      role: "ucrt-clinician",
      organisation: "RAT",
      team,
      registration: null,
    },
    causationId: commandCause(nurse, `${command}-${number}`),
    recordedAt: at(sequence),
  });
  const ofAccept = { ...by("", 7), causationId: commandCause(nurse, acceptIdOf(number)), recordedAt: at(7) };
  const facts: readonly ReferralFact[] = [
    { ...aFact("opened", openedData(at(1)), place(1)), causationId: eventIdOf(number) },
    aFact(
      "routing-requested",
      {
        attempt: 1,
        reason: "assessed",
        location: openedData(at(1)).picture.location,
        practice: null,
        needs: [],
        priority: 1,
        response: "two-hour",
        source: "crew",
        handBackAt: null,
        teamsTried: [],
      },
      place(2),
    ),
    aFact(
      "routed",
      { adviceId: uuidOf(5, number), attempt: 1, considered: [], nextOpeningAt: null, unroutedBecause: null },
      place(3),
    ),
    aFact(
      "offered",
      {
        offerId,
        team,
        attempt: 1,
        by: "routing",
        isMutualAid: false,
        halfTimeAt: at(4) + 60_000,
        lapsesAt: at(4) + 120_000,
      },
      place(4),
    ),
    aFact(
      "call-task-raised",
      { taskId: uuidOf(6, number), reason: "offer-unseen", whom: "team", dueBy: at(5) + 60_000 },
      place(5),
    ),
    { ...aFact("offer-seen", { offerId, team }, place(6)), ...ofAccept, recordedAt: at(7) },
    {
      ...aFact(
        "accepted",
        {
          offerId,
          team,
          clinician: { name: "A Nurse", role: "nurse", registration: null },
          expectedAt: at(7) + 1_800_000,
          isCounterOffer: false,
          byPhone: false,
        },
        place(7),
      ),
      ...ofAccept,
    },
    { ...aFact("call-task-settled", { taskId: uuidOf(6, number), because: "accepted" }, place(8)) },
    {
      ...aFact(
        "arrived",
        {
          team,
          firstFaceToFaceAt: at(9),
          minutesFromReceived: 0,
          minutesFromNeedIdentified: null,
          isBreach: false,
          breachReason: null,
        },
        place(9),
      ),
      ...by("arrive", 9),
    },
    {
      ...aFact(
        "closed",
        { outcome: "stayed-home", alternative: "convey", summary: "sent", breachReason: null },
        place(10),
      ),
      ...by("close", 10),
    },
  ];
  return facts.slice(0, untilSequence);
}

/** The chain of these facts, as `queue` keeps it. */
export function chainOf(facts: readonly ReferralFact[]): readonly StoredFact[] {
  let previousHash = "0".repeat(64);
  return facts.map((fact) => {
    const body = JSON.stringify(factContract.encode(fact));
    const hash = createHash("sha256")
      .update(previousHash, "hex")
      .update(`${fact.sequence}\n${body}`, "utf8")
      .digest("hex");
    const stored = {
      chainId: fact.referralId,
      sequence: fact.sequence,
      id: fact.id,
      type: fact.type,
      recordedAtMs: fact.recordedAt,
      body,
      previousHash,
      hash,
    };
    previousHash = hash;
    return stored;
  });
}

/** Evidence of a run of so many referrals, all closed but the last of several, which its team has accepted. */
export function healthyEvidence(count = 4): Evidence {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const lives = numbers.map((number) => madeLife(number, number === count && count > 1 ? 8 : 10));
  return evidenceOf(
    lives,
    numbers.flatMap((number) => historyOf(number, number === count && count > 1)),
  );
}

/** The evidence that these lives leave behind. */
export function evidenceOf(
  lives: readonly (readonly ReferralFact[])[],
  lines: readonly Omit<HistoryLine, "at" | "wall" | "process">[],
): Evidence {
  const facts = lives.flatMap(chainOf);
  const folded = lives.map((life) => ({ id: life[0]?.referralId ?? "", life, referral: foldOf(life) }));
  const rows = folded.flatMap(({ id, referral }) =>
    referral.status === "none" ? [] : [{ id, row: boardRowOf(id, referral) }],
  );
  const boardRecords = rows.map(({ id, row }) => ({
    key: id,
    kind: "row",
    version: row.version,
    body: JSON.stringify(boardRow.encode(row)),
  }));
  const numbers = lives.map((_, index) => index + 1);
  const view: Omit<HistoryLine, "at" | "wall" | "process"> = {
    op: "watch",
    type: "ok",
    id: "spa-coordinator",
    value: {
      what: "view",
      isLive: true,
      identity: { name: "A Coordinator", role: "spa-coordinator", organisation: "RAT", subject: "faults:coordinator" },
      rows: boardRecords.map(({ key, version, body }) => [key, version, digestOfRow(body)]),
    },
  };
  return {
    history: [...lines, view].map((line, index) => ({
      at: index * 10,
      wall: new Date(t0 + (line === view ? 60_000 : index * 10)).toISOString(),
      process: "driver",
      ...line,
    })),
    readAtMs: t0 + 62_000,
    drain: { hasTimedOut: false, tookMs: 10, backlog: { "outbox of queue": 0 } },
    inbox: numbers.map((number) => ({
      feed: "ambulance",
      organisation: "RYC",
      requestId: requestIdOf(number),
      kind: "received",
      referralId: referralIdOf(number),
      eventId: eventIdOf(number),
    })),
    submissions: folded.map(({ id, referral }, index) => ({
      referralId: id,
      feed: "ambulance",
      organisation: "RYC",
      requestId: requestIdOf(index + 1),
      lastSequence: referral.version,
    })),
    taken: new Set(numbers.map(eventIdOf)),
    referrals: folded.map(({ id, referral }) => ({
      id,
      version: referral.version,
      state: referral.status,
      isEnded: referral.status === "closed",
      folded: JSON.parse(JSON.stringify(referral)),
    })),
    facts,
    accesses: [],
    heads: folded.map(({ id, referral }) => ({
      chainId: id,
      kind: "referral",
      sequence: referral.version,
      hash: facts.findLast((fact) => fact.chainId === id)?.hash ?? "",
    })),
    boardRecords,
    timers: folded.flatMap(({ id, referral }) =>
      referral.status === "none"
        ? []
        : timersOf(referral).map(({ name, atMs }) => ({ referralId: id, name, dueAtMs: atMs })),
    ),
    offers: numbers.map((number) => ({
      referralId: referralIdOf(number),
      offerId: offerIdOf(number),
      team,
      isOpen: false,
    })),
    acceptances: folded.map(({ id, referral }, index) => ({
      referralId: id,
      offerId: offerIdOf(index + 1),
      team,
      isOpen: referral.status !== "closed",
    })),
    parked: [],
    measures: lives.map((life) => measureRowOf(life)),
    topics: {
      facts: facts.map((fact, index) =>
        recordOf(FACTS_TOPIC, index, fact.chainId, fact.body, {
          ce_id: fact.id,
          ce_time: new Date(fact.recordedAtMs).toISOString(),
        }),
      ),
      board: boardRecords.map(({ key, body }, index) => recordOf(BOARD_TOPIC, index, key, body)),
      parked: [],
      feeds: [],
      others: [],
    },
    audit: { links: facts.length, faults: [] },
    places: [{ place: "log queue.log", text: '{"msg":"ready"}' }],
  };
}

export const recordOf = (
  topic: string,
  offset: number,
  key: string | null,
  value: string | null,
  headers: Readonly<Record<string, string>> = {},
): TopicRecord => ({ topic, partition: 0, offset, key, headers, value, digest: digest(value ?? "") });

function measureRowOf(life: readonly ReferralFact[]): Readonly<Record<string, unknown>> {
  const measure = life.reduce<Measure | null>((so, fact) => foldMeasure(so, fact), null);
  return Object.fromEntries(
    Object.entries(measure ?? {}).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

export const canariesOf = (number: number) => ({
  name: "Avery Canarywell",
  nhsNumber: `999000${String(1_000 + number)}`,
  postcode: "SS14 9AA",
  keySafe: "KSCANARY123456",
});

function historyOf(number: number, isOpen: boolean): readonly Omit<HistoryLine, "at" | "wall" | "process">[] {
  const operation = (op: string, id: string, value: Record<string, unknown>, answer: Record<string, unknown> = {}) => [
    { op, type: "invoke" as const, id, value },
    { op, type: "ok" as const, id, value: answer },
  ];
  const command = { referralId: referralIdOf(number), subject: nurse };
  return [
    ...operation(
      "submit",
      requestIdOf(number),
      {
        feed: "ambulance",
        way: "HTTP",
        organisation: "RYC",
        digest: digest(`message ${number}`),
        canaries: canariesOf(number),
      },
      { status: 202, referralId: referralIdOf(number) },
    ),
    ...operation("accept", acceptIdOf(number), { ...command, offerId: offerIdOf(number) }),
    ...(isOpen
      ? []
      : [...operation("arrive", `arrive-${number}`, command), ...operation("close", `close-${number}`, command)]),
  ];
}
