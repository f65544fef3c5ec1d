import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "crash-"));
const orderFile = join(folder, "order.json");
const preload = join(import.meta.dirname, "crash-on-order.ts");
const passing = `
  const { fault } = await import("@ucrt/service");
  for (let count = 1; count <= 3; count += 1) {
    fault.at("before-commit");
    fault.at("after-commit");
    console.log(count);
  }`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(mode: string, order?: object) {
  if (order !== undefined) writeFileSync(orderFile, JSON.stringify(order));
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    ["--import", preload, "--input-type=module", "--eval", passing],
    { cwd: import.meta.dirname, env: { ...process.env, MODE: mode, CRASH_ORDER_FILE: orderFile }, encoding: "utf8" },
  );
  return { status, signal, printed: stdout.trim().split("\n") };
}

it("kills the process at the ordered pass of the ordered place, once", () => {
  expect(run("local", { point: "after-commit", pass: 3 })).toEqual({
    status: null,
    signal: "SIGKILL",
    printed: ["1", "2"],
  });
  expect(existsSync(orderFile)).toBe(false);
  expect(run("local")).toEqual({ status: 0, signal: null, printed: ["1", "2", "3"] });
});

it("lives when the ordered place is not passed so often", () => {
  expect(run("local", { point: "after-commit", pass: 4 })).toMatchObject({ status: 0, signal: null });
});

it("ends every life at its start while that is the order", () => {
  for (let life = 1; life <= 2; life += 1)
    expect(run("local", { point: "start", pass: 1 })).toEqual({ status: 1, signal: null, printed: [""] });
});

it("refuses to load outside local mode", () => {
  expect(run("production", { point: "after-commit", pass: 1 })).toEqual({ status: 78, signal: null, printed: [""] });
});
