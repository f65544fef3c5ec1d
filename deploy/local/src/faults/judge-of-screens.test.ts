// Screens are judged: a view that lacks a row, shows one too many, an old one or another one; a screen that was live and frozen. And only those.
import { describe, expect, it } from "vitest";
import type { Evidence } from "./evidence.ts";
import { healthyEvidence, referralIdOf, t0 } from "./evidence-for-tests.ts";
import type { HistoryLine } from "./history.ts";
import { judge } from "./judge.ts";
import { trueScreens } from "./invariants/i05-true-screens.ts";

const healthy = healthyEvidence();
const second = referralIdOf(2);
type ShownRow = readonly [id: string, version: number, digest: string];

const said = (evidence: Evidence): string =>
  trueScreens(evidence)
    .violations.map(({ id, what }) => `${id}: ${what}`)
    .join("\n");

function withView(
  change: (rows: readonly ShownRow[]) => readonly ShownRow[],
  extra: readonly HistoryLine[] = [],
): Evidence {
  const history = healthy.history.map((line) =>
    line.value?.["what"] === "view"
      ? { ...line, value: { ...line.value, rows: change(line.value["rows"] as ShownRow[]) } }
      : line,
  );
  return { ...healthy, history: [...extra, ...history] };
}

const line = (atMs: number, change: Partial<HistoryLine>): HistoryLine => ({
  at: atMs,
  wall: new Date(t0 + atMs).toISOString(),
  process: "driver",
  op: "watch",
  type: "info",
  id: "spa-coordinator",
  ...change,
});
const seenAll = (exceptId: string): HistoryLine =>
  line(13_000, {
    value: {
      what: "seen",
      changes: healthy.boardRecords
        .filter(({ key }) => key !== exceptId)
        .map(({ key, version }) => [key, version, t0 + 13_000]),
    },
  });
const connected = line(500, { type: "ok", value: { what: "connected" } });
const live = line(600, { value: { what: "live" } });

it("finds nothing wrong in a view that is what the facts say, and looked at every row", () => {
  expect(said(healthy)).toBe("");
  expect(trueScreens(healthy).judged).toBeGreaterThanOrEqual(4);
});

describe("a last view", () => {
  it("that lacks a row", () => {
    expect(said(withView((rows) => rows.filter(([id]) => id !== second)))).toBe(
      `${second}: driver spa-coordinator: lacks the row, which is at version 10`,
    );
  });

  it("that shows a row nobody sent", () => {
    expect(said(withView((rows) => [...rows, ["ghost", 1, "x"]]))).toContain(
      "ghost: driver spa-coordinator: shows a referral that is not there",
    );
  });

  it("that stayed behind", () => {
    expect(said(withView((rows) => rows.map((row) => (row[0] === second ? [second, 9, row[2]] : row))))).toContain(
      "shows version 9; 10 was there",
    );
  });

  it("that shows another row under the right version", () => {
    expect(said(withView((rows) => rows.map((row) => (row[0] === second ? [second, 10, "other"] : row))))).toContain(
      "otherwise than its facts say",
    );
  });

  it("of a team that sees what is not its own", () => {
    const history = healthy.history.map((one) =>
      one.value?.["what"] === "view"
        ? {
            ...one,
            value: {
              ...one.value,
              identity: { subject: "s", role: "ucrt-clinician", organisation: "NQA", team: "ucrt-mid-essex" },
            },
          }
        : one,
    );
    expect(said({ ...healthy, history })).toContain("not theirs to see");
  });

  it("is not held against it while a fault goes on, or for 10 s after", () => {
    const fault = line(1_000, { op: "fault", type: "invoke", id: "f" });
    const heal = line(55_000, { op: "heal", type: "ok", id: "f" });
    expect(said(withView(() => [], [fault]))).toBe("");
    expect(said(withView(() => [], [fault, heal]))).toBe("");
    expect(said(withView(() => [], [fault, { ...heal, wall: new Date(t0 + 20_000).toISOString() }]))).toContain(
      "lacks the row",
    );
  });
});

describe("a screen whose feed is lost", () => {
  it("is found when it calls itself live without a change for more than 15 s", () => {
    expect(said({ ...healthy, history: [connected, live, seenAll(second), ...healthy.history] })).toContain(
      `${second}: driver spa-coordinator: was live without version 1 for`,
    );
  });

  it("is well when it said so in time, and was live again only with the change", () => {
    const notLive = line(14_000, { value: { what: "not-live" } });
    const change = line(40_000, { value: { what: "seen", changes: [[second, 10, t0 + 40_000]] } });
    const liveAgain = line(40_100, { value: { what: "live" } });
    const history = [connected, live, seenAll(second), notLive, change, liveAgain, ...healthy.history];
    expect(said({ ...healthy, history })).toBe("");
  });
});

it("tells how long a screen was not live, to be read beside the goal", () => {
  const gone = line(14_000, { value: { what: "not-live" } });
  const back = line(40_000, { value: { what: "live" } });
  expect(judge({ ...healthy, history: [connected, live, gone, back, ...healthy.history] }).longestNotLiveSeconds).toBe(
    26,
  );
});

it("says that screens which never wrote a view prove nothing", () => {
  const history = [
    connected,
    line(1_000, { op: "drive", type: "ok", id: "driver" }),
    ...healthy.history.filter(({ op }) => op !== "watch"),
  ];
  expect(said({ ...healthy, history })).toContain("none wrote its last view");
});
