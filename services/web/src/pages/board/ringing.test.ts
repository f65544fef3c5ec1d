import type { BoardRow, BoardTimes } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { lanesOf, rings } from "../live/lanes.ts";
import { alarmKinds, alarmsNow, alarmTable, type AlarmSources } from "./alarm-table.ts";
import { nothingRang, ringNow, silence } from "./ringing.ts";

const times: BoardTimes = {
  claimMinutes: 10,
  snoozeMinutes: 15,
  lateEntryMinutes: 15,
  deadlineNearMinutes: 5,
  feedSilentMinutes: { ambulance: 30, hospital: 120, "primary-care": 240, community: 480 },
  parkedMinutes: 1,
  silenceMinutes: 5,
};
const nothing = { feeds: [], parked: null };
const onBoard = (rows: readonly BoardRow[]) => ({ ringing: rows.filter(rings), lanes: lanesOf(rows) });
type Given = Partial<Pick<AlarmSources, "feeds" | "parked">> & { readonly rows?: readonly BoardRow[] };
const alarmsOf = ({ rows = [], ...others }: Given) =>
  alarmsNow({ ...nothing, ...onBoard(rows), ...others }, times, testNowMs);
const unrouted = (id = "1") => aRow({ referralId: `00000000-0000-4000-8000-00000000000${id}`, alarms: ["unrouted"] });
const kinds = (given: Given) => alarmsOf(given).map(({ kind }) => kind);

describe("what rings", () => {
  it("has a word and a sound of its own for each kind", () => {
    expect(new Set(alarmKinds.map((kind) => alarmTable[kind].words)).size).toBe(alarmKinds.length);
    expect(new Set(alarmKinds.map((kind) => JSON.stringify(alarmTable[kind].notes))).size).toBe(alarmKinds.length);
  });

  it("is every alarm of a row, a near deadline, a silent feed and what is parked", () => {
    expect(
      kinds({ rows: [aRow({ alarms: ["unrouted", "offer-unseen", "offer-lapsing", "unacknowledged"] })] }),
    ).toEqual(["unrouted", "unseen", "lapsing", "unacknowledged"]);
    const due = (inMs: number) => aRow({ nextDeadline: { name: "decision-by", at: testNowMs + inMs } });
    expect(kinds({ rows: [due(4 * 60_000)] })).toEqual(["near"]);
    expect(kinds({ rows: [due(6 * 60_000), due(-1000)] })).toEqual([]);
    const feed = (heardMinutesAgo: number) => ({
      kind: "feed-status" as const,
      feed: "ambulance" as const,
      waiting: 0,
      oldestAt: null,
      lastHeardAt: testNowMs - heardMinutesAgo * 60_000,
      isPaused: false,
      at: testNowMs,
    });
    expect(kinds({ feeds: [feed(29)] })).toEqual([]);
    expect(kinds({ feeds: [feed(31)] })).toEqual(["feed-silent"]);
    expect(kinds({ parked: { count: 1, oldestAt: testNowMs - 61_000 } })).toEqual(["parked"]);
    expect(kinds({ parked: { count: 0, oldestAt: null } })).toEqual([]);
  });

  it("includes a row that was put aside, and nothing of one that is over", () => {
    const snoozed = { name: "Robin Sample", until: testNowMs + 1, reason: "other" } as const;
    expect(kinds({ rows: [aRow({ alarms: ["unrouted"], snoozed })] })).toEqual(["unrouted"]);
    expect(kinds({ rows: [aRow({ lane: "done", alarms: ["two-hours-passed"] })] })).toEqual([]);
  });
});

describe("when it rings", () => {
  const lasting = alarmsOf({ rows: [unrouted()] });

  it("at once, then again at its interval while it lasts", () => {
    const first = ringNow(nothingRang, lasting, testNowMs);
    expect(first.kinds).toEqual(["unrouted"]);
    expect(ringNow(first.after, lasting, testNowMs + 44_000).kinds).toEqual([]);
    expect(ringNow(first.after, lasting, testNowMs + 45_000).kinds).toEqual(["unrouted"]);
    expect(ringNow(first.after, [], testNowMs + 45_000).kinds).toEqual([]);
  });

  it("not while it is silenced, and again when that is over", () => {
    const first = ringNow(nothingRang, lasting, testNowMs);
    const quiet = silence(first.after, lasting, ["unrouted"], testNowMs + 300_000);
    expect(ringNow(quiet, lasting, testNowMs + 100_000).kinds).toEqual([]);
    expect(ringNow(quiet, lasting, testNowMs + 300_000).kinds).toEqual(["unrouted"]);
  });

  it("for another row of the same kind, though the first one is silenced", () => {
    const first = ringNow(nothingRang, lasting, testNowMs);
    const quiet = silence(first.after, lasting, ["unrouted"], testNowMs + 300_000);
    const both = alarmsOf({ rows: [unrouted("1"), unrouted("2")] });
    expect(ringNow(quiet, both, testNowMs + 1000).kinds).toEqual(["unrouted"]);
  });

  it("two sounds at a time, the most pressing first; the others follow", () => {
    const rows = [aRow({ alarms: ["unacknowledged", "offer-unseen", "unrouted"] })];
    const three = alarmsOf({ rows });
    const first = ringNow(nothingRang, three, testNowMs);
    expect(first.kinds).toEqual(["unrouted", "unseen"]);
    expect(ringNow(first.after, three, testNowMs + 5000).kinds).toEqual(["unacknowledged"]);
  });
});
