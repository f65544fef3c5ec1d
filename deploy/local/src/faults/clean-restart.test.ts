import { expect, it } from "vitest";
import { unexpectedInRestart } from "./clean-restart.ts";
import type { HistoryLine } from "./history.ts";

const atMs = Date.parse("2026-11-25T09:00:00.000Z");
const window = { startedAtMs: atMs, healedAtMs: atMs };
const line = (op: string, type: HistoryLine["type"], id: string, value: Record<string, unknown>): HistoryLine => ({
  at: 0,
  wall: "2026-11-25T09:00:00.000Z",
  process: "driver",
  op,
  type,
  id,
  value,
});

const allowed = [
  line("submit", "invoke", "a", { way: "HTTP" }),
  line("submit", "info", "a", { status: 503 }),
  line("submit", "ok", "a", { status: 202 }),
  line("submit", "invoke", "k", { way: "Kafka" }),
  line("submit", "info", "k", { because: "not connected" }),
  line("watch", "fail", "spa", { what: "closed", code: 1012 }),
];

it("allows success, 503 and 1012", () => {
  expect(unexpectedInRestart(allowed, window)).toEqual([]);
});

it("names every other end, and how often", () => {
  const lines = [
    ...allowed,
    line("submit", "info", "a", { because: "TypeError: fetch failed" }),
    line("submit", "info", "a", { status: 502 }),
    line("watch", "fail", "spa", { what: "closed", code: 1006 }),
    line("watch", "fail", "team", { what: "closed", code: 1006 }),
  ];
  expect(unexpectedInRestart(lines, { startedAtMs: atMs + 1, healedAtMs: atMs + 2 })).toEqual([]);
  const found = unexpectedInRestart(lines, window);
  expect(found).toEqual([
    '1 times: a sending without an answer ("TypeError: fetch failed")',
    "1 times: a sending answered 502",
    "2 times: a screen closed with 1006",
  ]);
});
