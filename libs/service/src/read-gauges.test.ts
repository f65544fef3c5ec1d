import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { addReadGauges } from "./read-gauges.ts";

const gauges = { waiting_count: { help: "How many" }, waiting_by_kind: { help: "By kind", labelNames: ["kind"] } };

describe("numbers read when Prometheus asks", () => {
  it("reads once for all gauges of one reading, and each time they are asked for", async () => {
    const registry = new Registry();
    let reads = 0;
    const read = async () => {
      reads += 1;
      return { waiting_count: reads, waiting_by_kind: [{ labels: { kind: "offer" }, value: reads }] };
    };
    addReadGauges(registry, { what: "waits", gauges, read });
    await registry.metrics();
    const text = await registry.metrics();
    expect(reads).toBe(2);
    expect(text).toMatch(/^waiting_count 2$/m);
    expect(text).toMatch(/^waiting_by_kind\{kind="offer"\} 2$/m);
  });

  it("forgets what is not there any more, and says nothing where there is nothing to say", async () => {
    const registry = new Registry();
    const answers = [
      { waiting_count: 1, waiting_by_kind: [{ labels: { kind: "offer" }, value: 1 }] },
      { waiting_count: null, waiting_by_kind: [] },
    ];
    addReadGauges(registry, {
      what: "waits",
      gauges,
      read: () => answers.shift() ?? { waiting_count: null, waiting_by_kind: null },
    });
    expect(await registry.metrics()).toMatch(/^waiting_by_kind\{kind="offer"\} 1$/m);
    expect(await registry.metrics()).not.toMatch(/^waiting_(count|by_kind)/m);
  });

  it("keeps the other numbers when one reading fails or hangs, shows no old value for it, and counts it", async () => {
    const registry = new Registry();
    let isBroken = false;
    addReadGauges(registry, {
      what: "database",
      gauges: { database_rows: { help: "Rows" } },
      read: () => (isBroken ? Promise.reject(new Error("away")) : Promise.resolve({ database_rows: 7 })),
    });
    addReadGauges(registry, {
      what: "frozen",
      gauges: { frozen_rows: { help: "Rows" } },
      read: () => new Promise<{ frozen_rows: number }>(() => undefined),
      readWithinMs: 5,
    });
    addReadGauges(registry, {
      what: "sockets",
      gauges: { open_sockets: { help: "Sockets" } },
      read: () => ({ open_sockets: 3 }),
    });
    expect(await registry.metrics()).toMatch(/^database_rows 7$/m);
    isBroken = true;
    const text = await registry.metrics();
    expect(text).toMatch(/^open_sockets 3$/m);
    expect(text).not.toMatch(/^(database|frozen)_rows/m);
    // A scrape tells of the failures before it.
    const next = await registry.metrics();
    expect(next).toMatch(/^metrics_read_failures_total\{what="database"\} 1$/m);
    expect(next).toMatch(/^metrics_read_failures_total\{what="frozen"\} 2$/m);
  });
});
