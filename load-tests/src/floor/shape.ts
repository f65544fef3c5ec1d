// How large the floor's messages and rows are: means of what the product writes for a suitable ambulance referral, measured on 25 November 2026.
// In: nothing. Out: payloads without meaning of those sizes, and which message causes which. README.md has the table; every run counts both again.
import { randomBytes } from "node:crypto";

export const topicNames = {
  submitted: "referral.submitted.v1",
  facts: "referral.facts.v1",
  advice: "referral.advice.v1",
  board: "queue.board.v1",
  teamState: "team.state.v1",
  feedback: "feedback.ambulance.v1",
  feed: "feed.ambulance.v1",
} as const;

export type FactKind = "opened" | "assessed" | "routing-requested" | "routed" | "offered";

/** Bytes of the value. */
const factBytes: Readonly<Record<FactKind, number>> = {
  opened: 2_618,
  assessed: 4_802,
  "routing-requested": 826,
  routed: 1_017,
  offered: 655,
};
const adviceBytes = { assessed: 4_566, routed: 781 } as const;

/** Headers beside the kind: names and values as long as the product's. */
const headers = (count: number, bytes: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_unused, index) => [
      `ce_floor_${index}`.padEnd(13, "x"),
      "v".repeat(Math.max(1, Math.round(bytes / count) - 13)),
    ]),
  );
const factHeaders = headers(10, 360);
const adviceHeaders = headers(8, 290);
const rowHeaders = headers(6, 155);

/** Text that gzip and PostgreSQL cannot make small: made once, cut as needed. */
const filler = randomBytes(6_000).toString("base64");

export interface FloorMessage {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const submittedMessage = (key: string): FloorMessage => ({
  topic: topicNames.submitted,
  key,
  value: filler.slice(0, 2_993),
  headers: { kind: "received", ...headers(7, 240) },
});

export const factMessage = (key: string, kind: FactKind): FloorMessage => ({
  topic: topicNames.facts,
  key,
  value: filler.slice(0, factBytes[kind]),
  headers: { kind, ...factHeaders },
});

export const adviceMessage = (key: string, kind: "assessed" | "routed"): FloorMessage => ({
  topic: topicNames.advice,
  key,
  value: filler.slice(0, adviceBytes[kind]),
  headers: { kind, ...adviceHeaders },
});

/** A board row as the generators read it: 1 opened, 3 assessed, 5 offered. */
export const boardMessage = (key: string, version: 1 | 3 | 5): FloorMessage => ({
  topic: topicNames.board,
  key,
  value: boardRow(key, version),
  headers: { kind: "row", ...rowHeaders },
});

const boardRow = (key: string, version: number): string =>
  JSON.stringify({ referralId: key, version, offer: version === 5 ? {} : null, rest: filler.slice(0, 920) });

/** What a screen gets first, with so many rows. */
export const snapshotFrame = (rows: number): string =>
  `{"type":"snapshot","cursor":"${"c".repeat(180)}","rows":[${Array.from({ length: rows }, () => boardRow("00000000-0000-0000-0000-000000000000", 1)).join(",")}]}`;
export const resumedFrame = '{"type":"hello","protocol":1,"instance":"floor","resumed":true}';

export const receiptMessage = (key: string): FloorMessage => ({
  ...feedbackMessage(key),
  headers: { kind: "received", ...rowHeaders },
});

export const teamMessage = (team: number): FloorMessage => ({
  topic: topicNames.teamState,
  key: `ucrt-floor-team-${team}`,
  value: filler.slice(0, 180),
  headers: { kind: "team", ...rowHeaders },
});

export const feedbackMessage = (key: string): FloorMessage => ({
  topic: topicNames.feedback,
  key,
  value: filler.slice(0, 524),
  headers: { kind: "decision", ...rowHeaders },
});

/** State kept beside a referral, characters: the folded referral as PostgreSQL keeps it, the inbox, a submission, a measure. */
export const stateText = {
  referral: filler.slice(0, 4_019),
  inbox: filler.slice(0, 4_055),
  submission: filler.slice(0, 1_415),
  measure: filler.slice(0, 250),
} as const;
