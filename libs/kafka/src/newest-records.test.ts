import { expect, it } from "vitest";
import { z } from "zod";
import { Unreadable } from "./errors.ts";
import type { IncomingMessage } from "./messages.ts";
import { createNewestRecords } from "./newest-records.ts";

const schema = z.object({ team: z.string(), version: z.int() });
const message = (key: string, value: unknown): IncomingMessage => ({
  topic: "team.state.v1",
  partition: 0,
  offset: "0",
  key,
  valueBytes: value === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(value)),
  isTombstone: value === null,
  headers: {},
  timestampMs: 0,
});

it("keeps the newest of each key, whatever is repeated or comes late", () => {
  const newest = createNewestRecords({ schema, keyOf: ({ team }) => team });
  newest.take(message("a", { team: "a", version: 2 }));
  newest.take(message("a", { team: "a", version: 1 }));
  newest.take(message("b", { team: "b", version: 7 }));
  expect([...newest.byKey.values()]).toEqual([
    { team: "a", version: 2 },
    { team: "b", version: 7 },
  ]);
  newest.take(message("b", null));
  expect([...newest.byKey.keys()]).toEqual(["a"]);
  expect(() => newest.take(message("a", { team: "a" }))).toThrow(Unreadable);
  expect(newest.byKey.get("a")?.version).toBe(2);
  newest.forget();
  newest.take(message("a", { team: "a", version: 1 }));
  expect(newest.byKey.get("a")?.version).toBe(1);
});
