import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "@ucrt/testing";
import { afterAll, expect, test } from "vitest";
import { keepRunning } from "./keep-running.ts";
import { recordedProcess, recordProcess, startOf, startProcess } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "keep-running-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sleeper(said: string[]) {
  return keepRunning({
    name: "sleeper",
    start: async () =>
      startProcess({
        name: "sleeper",
        command: process.execPath,
        args: ["-e", "setInterval(() => {}, 1000)"],
        logFile: join(folder, "sleeper.log"),
        pidFile: join(folder, "sleeper.pid"),
      }),
    stopSignal: "SIGTERM",
    graceMs: 5_000,
    say: (line) => said.push(line),
  });
}

test("starts a killed process again and says so", async () => {
  const said: string[] = [];
  const kept = await sleeper(said);
  const first = kept.pid() ?? 0;
  process.kill(first, "SIGKILL");
  const second = await waitFor(() => (kept.pid() === first ? undefined : kept.pid()), "another process");
  expect(startOf(first)).toBeUndefined();
  expect(startOf(second)).toBeDefined();
  expect(said).toEqual(["sleeper ended by itself (SIGKILL); starting it again in 0.5 s.", "sleeper runs again."]);
  await kept.stop();
  expect(startOf(second)).toBeUndefined();
});

test("leaves a stopped process alone until it is started again", async () => {
  const said: string[] = [];
  const kept = await sleeper(said);
  await kept.stop();
  expect(kept.pid()).toBeUndefined();
  await kept.start();
  expect(recordedProcess(join(folder, "sleeper.pid"))).toBe(kept.pid());
  await kept.stop();
  expect(said).toEqual([]);
});

test("does not take another process with the same pid for its own", () => {
  const file = join(folder, "reused.pid");
  recordProcess(file, process.pid);
  expect(recordedProcess(file)).toBe(process.pid);
  writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: "1" }));
  expect(recordedProcess(file)).toBeUndefined();
});
