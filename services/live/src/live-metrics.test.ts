import type { BoardRow } from "@ucrt/schemas";
import { createMetricsRegistry } from "@ucrt/service";
import { expect, test } from "vitest";
import { createBoard } from "./board.ts";
import { addLiveMetrics } from "./live-metrics.ts";
import { madeOffer, madeRow } from "./made-row.ts";

const nowMs = Date.UTC(2026, 10, 3, 12);
const minutes = (count: number): number => count * 60_000;

function metricsOf(...rows: readonly BoardRow[]): Promise<string> {
  const board = createBoard(1);
  for (const [offset, record] of rows.entries())
    board.take({ partition: 0, offset, key: record.referralId, record, readAtMs: nowMs });
  const registry = createMetricsRegistry("live");
  addLiveMetrics(registry, {
    sockets: () => 0,
    behind: () => 0,
    mostUnsentBytes: () => 0,
    board,
    nowMs: () => nowMs,
    clockAheadMs: () => -5,
  });
  return registry.metrics();
}

const twoHour = (dueInMinutes: number, more: Partial<BoardRow> = {}): BoardRow =>
  madeRow({ response: "two-hour", state: "accepted", twoHourDueAt: nowMs + minutes(dueInMinutes), ...more });

test("each open two-hour referral is counted once, by when it is due and whether somebody is on the way", async () => {
  const text = await metricsOf(
    twoHour(-1),
    twoHour(0, { state: "en-route" }),
    twoHour(30),
    twoHour(31, { state: "waiting", waitingFor: "unrouted" }),
    twoHour(61),
  );
  const count = (due: string, way: string): string | undefined =>
    new RegExp(`live_two_hour_referrals\\{due="${due}",on_the_way="${way}"[^}]*\\} (\\d+)`).exec(text)?.[1];
  expect([count("passed", "no"), count("passed", "yes")]).toEqual(["1", "1"]);
  expect([count("within_30_min", "no"), count("within_30_min", "yes")]).toEqual(["1", "0"]);
  expect([count("within_60_min", "no"), count("within_60_min", "yes")]).toEqual(["1", "0"]);
});

test("somebody who was reached, or is held until a team opens, or needs no two-hour response, is not counted", async () => {
  const text = await metricsOf(
    twoHour(5, { state: "arrived" }),
    twoHour(5, { state: "waiting", waitingFor: "hold" }),
    twoHour(5, { state: "closed" }),
    twoHour(5, { response: "two-days" }),
  );
  expect([...text.matchAll(/live_two_hour_referrals\{[^}]*\} (\d+)/g)].map(([, value]) => value)).toEqual(
    Array.from({ length: 6 }, () => "0"),
  );
});

test("the oldest offer that nobody has looked at shows its age; one that was looked at does not", async () => {
  const offered = (seen: boolean, agoMinutes: number): BoardRow =>
    madeRow({ state: "offered", offer: { ...madeOffer("north"), seen }, changedAt: nowMs - minutes(agoMinutes) });
  const text = await metricsOf(offered(false, 2), offered(false, 7), offered(true, 50));
  expect(text).toMatch(/live_offers_unseen\{[^}]*\} 2\n/);
  expect(text).toMatch(/live_offers_unseen_oldest_age_seconds\{[^}]*\} 420\n/);
});
