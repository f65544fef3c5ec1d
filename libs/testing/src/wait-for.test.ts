import { expect, test } from "vitest";
import { fakeClock, waitFor } from "./index.ts";

test("returns what the condition gives once it is there", async () => {
  let asked = 0;
  expect(await waitFor(() => (++asked < 3 ? undefined : "here"), "the third answer")).toBe("here");
});

test("says what it waited for, with the last error as the cause", async () => {
  const cause = new Error("not yet");
  const waiting = waitFor(() => Promise.reject(cause), "the impossible", 60);
  await expect(waiting).rejects.toThrow("Waited 60 ms in vain for: the impossible");
  await expect(waiting).rejects.toMatchObject({ cause });
});

test("a fake clock moves only when told", () => {
  const clock = fakeClock("2026-10-25T01:30:00+01:00");
  const before = clock.nowMs();
  expect(before).toBe(Date.UTC(2026, 9, 25, 0, 30));
  clock.advanceMs(120 * 60_000);
  expect(clock.nowMs() - before).toBe(7_200_000);
});
