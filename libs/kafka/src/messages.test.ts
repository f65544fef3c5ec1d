// Headers, sizes, cuts and errors without a broker.
import { expect, test } from "vitest";
import { isTransient, MessageTooLarge, Retryable, SendFailed, Unreadable } from "./errors.ts";
import { PARKED_LIMIT_BYTES, PARTITION_SEND_LIMIT_BYTES, sizeOf } from "./message-size.ts";
import { cloudEventHeaders, readCloudEvent, toIncoming, type OutgoingMessage } from "./messages.ts";
import { toParkedMessage } from "./park.ts";
import { cutSends } from "./producer.ts";
import { injectTraceparent, startMessageSpan } from "./tracing.ts";

const attributes = { id: "1", type: "referral.opened.v1", source: "queue", time: "2026-11-22T01:00:00.000Z" };

test("writes and reads CloudEvents headers, with extensions", () => {
  const headers = cloudEventHeaders({ ...attributes, sequence: 7, causationId: "c", extensions: { hash: "abc" } });
  expect(headers).toEqual({
    ce_id: "1",
    ce_type: "referral.opened.v1",
    ce_source: "queue",
    ce_specversion: "1.0",
    ce_time: "2026-11-22T01:00:00.000Z",
    "content-type": "application/json",
    ce_sequence: "7",
    ce_causationid: "c",
    hash: "abc",
  });
  expect(readCloudEvent(headers)).toEqual({ ...attributes, sequence: 7, causationId: "c" });
});

test.for(["ce_id", "ce_type", "ce_source", "ce_time", "ce_specversion"])(
  "does not take a message without %s for a CloudEvent",
  (name) => {
    const { [name]: _, ...rest } = cloudEventHeaders(attributes);
    expect(readCloudEvent(rest)).toBeUndefined();
  },
);

test("turns a record into plain data; an absent value is a tombstone without bytes", () => {
  const record = {
    key: Buffer.from("k"),
    value: null,
    timestamp: "1700000000000",
    attributes: 0,
    offset: "12",
    headers: { a: Buffer.from("1"), b: ["x", Buffer.from("y")], ["__proto__"]: "p" },
  };
  const message = toIncoming("t", 3, record);
  expect(message).toMatchObject({
    topic: "t",
    partition: 3,
    offset: "12",
    key: "k",
    isTombstone: true,
    timestampMs: 1_700_000_000_000,
  });
  expect(message.valueBytes).toHaveLength(0);
  expect(Object.entries(message.headers)).toEqual([
    ["a", "1"],
    ["b", "y"],
  ]);
});

test("cuts sends by partition without changing the order", () => {
  const placed = Array.from({ length: 30 }, (_, index) => {
    const message: OutgoingMessage = { topic: "t", key: String(index), value: "x".repeat(100_000), headers: {} };
    return { message, sizeBytes: sizeOf(message), partition: index % 2 };
  });
  const cuts = cutSends(placed);
  expect(cuts.flat()).toEqual(placed);
  for (const cut of cuts) {
    for (const partition of [0, 1]) {
      const bytes = cut.filter((item) => item.partition === partition).reduce((sum, item) => sum + item.sizeBytes, 0);
      expect(bytes).toBeLessThanOrEqual(PARTITION_SEND_LIMIT_BYTES);
    }
  }
  expect(cuts).toHaveLength(3);
});

test("a message larger than a cut goes alone for its partition", () => {
  const large: OutgoingMessage = { topic: "t", key: "k", value: "x".repeat(800_000), headers: {} };
  const item = { message: large, sizeBytes: sizeOf(large), partition: 0 };
  expect(cutSends([item, item])).toEqual([[item], [item]]);
});

test.for<[string, unknown, boolean]>([
  ["a Retryable", new Retryable("later"), true],
  ["a Retryable as a cause", new Error("outer", { cause: new Retryable("later") }), true],
  ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), true],
  ["several refused connections", new AggregateError([Object.assign(new Error("a"), { code: "ECONNREFUSED" })]), true],
  ["a deadlock", Object.assign(new Error("deadlock detected"), { code: "40P01" }), true],
  ["a server that shuts down", Object.assign(new Error("terminating"), { code: "57P01" }), true],
  ["a lost connection", new Error("Connection terminated unexpectedly"), true],
  ["a send that may work later", new SendFailed({ acknowledged: 0, refusal: "none", cause: new Error("x") }), true],
  [
    "a send the broker refuses",
    new SendFailed({ acknowledged: 0, refusal: "too-large", cause: new Error("x") }),
    false,
  ],
  [
    "a cancelled statement",
    Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" }),
    false,
  ],
  ["a broken constraint", Object.assign(new Error("duplicate key"), { code: "23505" }), false],
  ["an Unreadable", new Unreadable("not-json"), false],
  ["a message too large", new MessageTooLarge({ topic: "t", sizeBytes: 2, limitBytes: 1 }), false],
  ["a bug", new TypeError("x is undefined"), false],
  ["nothing", undefined, false],
])("knows whether %s passes by itself", ([, error, expected]) => {
  expect(isTransient(error)).toBe(expected);
});

test("a parked message says why without repeating what an unexplained error said", () => {
  const message = toIncoming("feed.ambulance.v1", 2, {
    key: null,
    value: Buffer.from([0xff]),
    timestamp: "0",
    attributes: 0,
    offset: "9",
    headers: {},
  });
  const details = { attempts: 5, firstAttemptAtMs: 0, lastAttemptAtMs: 1_500 };
  const parked = toParkedMessage({
    service: "intake",
    message,
    reason: "handler-failed",
    error: new TypeError("943 476 5919 is not a function"),
    details,
  });
  expect(parked).toMatchObject({ topic: "parked.v1", key: "feed.ambulance.v1/2/9" });
  expect(parked.value).not.toContain("943");
  expect(JSON.parse(parked.value ?? "")).toMatchObject({
    reason: "handler-failed",
    detail: "handler-failed: TypeError",
    value: "/w==",
    attempts: 5,
    lastAt: "1970-01-01T00:00:01.500Z",
  });
});

test("parks the start of a message too large even for the parked topic, and keeps NUL out of the text", () => {
  const details = { attempts: 1, firstAttemptAtMs: 0, lastAttemptAtMs: 0 };
  const record = {
    key: Buffer.from("k\0"),
    timestamp: "0",
    attributes: 0,
    offset: "9",
    headers: { a: Buffer.from("b\0") },
  };
  const small = toParkedMessage({
    service: "intake",
    message: toIncoming("t", 0, { ...record, value: Buffer.from("{") }),
    reason: "not-json",
    error: new Unreadable("not-json"),
    details,
  });
  expect(JSON.parse(small.value ?? "")).toMatchObject({ key: "k\ufffd", headers: { a: "b\ufffd" }, value: "ew==" });
  const large = toParkedMessage({
    service: "intake",
    message: toIncoming("t", 0, { ...record, value: Buffer.alloc(20_000_000, "x") }),
    reason: "invalid",
    error: undefined,
    details,
  });
  expect(sizeOf(large)).toBeLessThan(PARKED_LIMIT_BYTES);
  expect(JSON.parse(large.value ?? "")).toMatchObject({
    reason: "too-large",
    origin: { topic: "t", partition: 0, offset: "9" },
  });
});

test("without a registered SDK spans pass the sender's trace on and nothing else happens", () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const message = toIncoming("t", 0, {
    key: null,
    value: null,
    timestamp: "0",
    attributes: 0,
    offset: "1",
    headers: { traceparent },
  });
  const span = startMessageSpan(message, "handle");
  expect(span.span.spanContext().traceId).toBe("0af7651916cd43dd8448eb211c80319c");
  expect(span.run(() => injectTraceparent({ ce_id: "1" }))).toEqual({ ce_id: "1" });
  span.end();
  const broken = toIncoming("t", 0, {
    key: null,
    value: null,
    timestamp: "0",
    attributes: 0,
    offset: "1",
    headers: { traceparent: "00-zz" },
  });
  expect(startMessageSpan(broken, "handle").span.spanContext().traceId).toBe("00000000000000000000000000000000");
});
