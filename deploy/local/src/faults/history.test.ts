import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openHistory, parseHistory, readHistory } from "./history.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "history-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("has each line in the file before the writer goes on, and adds to what is there", () => {
  const file = join(folder, "history.jsonl");
  const first = openHistory(file, "driver");
  first.write({ op: "submit", type: "invoke", id: "a" });
  expect(readHistory(file)).toHaveLength(1);
  first.close();
  const second = openHistory(file, "runner");
  second.write({ op: "fault", type: "ok", id: "b", value: { kind: "kill" } });
  second.close();
  expect(readHistory(file).map(({ process, op, id }) => `${process} ${op} ${id}`)).toEqual([
    "driver submit a",
    "runner fault b",
  ]);
});

it("leaves out a last line that was cut off, and refuses one in the middle", () => {
  const file = join(folder, "history.jsonl");
  const writer = openHistory(file, "driver");
  writer.write({ op: "submit", type: "invoke", id: "a" });
  appendFileSync(file, '{"at":1,"wall":"20');
  expect(readHistory(file)).toHaveLength(1);
  writer.close();
  appendFileSync(file, "\n");
  expect(() => readHistory(file)).toThrow("Line 2");
  expect(parseHistory(readFileSync(file, "utf8").split("\n")[0] ?? "")).toHaveLength(1);
});
