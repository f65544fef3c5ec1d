import { describe, expect, it } from "vitest";
import { createLogger, describeError, maskText } from "./logging.ts";
import type { Logger, LogLine } from "./logging.ts";
import { countAlarms, createMetricsRegistry } from "./telemetry.ts";

function capture(): { readonly logger: Logger; readonly last: () => LogLine & Readonly<Record<string, unknown>> } {
  const lines: string[] = [];
  return {
    logger: createLogger({ service: "test", level: "debug", destination: { write: (line) => void lines.push(line) } }),
    last: () => JSON.parse(lines.at(-1) ?? "{}"),
  };
}

describe("a log line", () => {
  it("has the documented shape, with the referral of its child logger", () => {
    const { logger, last } = capture();
    logger.child({ referralId: "0b51d2a6" }).warn({ route: "/api/referrals/:id", status: 409 }, "refused");
    expect(last()).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: "test",
      referralId: "0b51d2a6",
      route: "/api/referrals/:id",
      status: 409,
      msg: "refused",
    });
  });

  it("with an alarm is told to whoever counts alarms, from child loggers too, and is written all the same", async () => {
    const registry = createMetricsRegistry("test");
    const lines: string[] = [];
    const logger = createLogger({
      service: "test",
      destination: { write: (line) => void lines.push(line) },
      onAlarm: countAlarms(registry),
    });
    logger.error({ part: "facts", alarm: "partition-waiting" }, "facts are waiting");
    logger.child({ referralId: "0b51d2a6" }).error({ alarm: "partition-waiting" }, "facts are waiting");
    logger.error({ alarm: "relay" }, "messages are not being sent");
    logger.info({ part: "facts" }, "no alarm");
    logger.info("only words");
    expect(lines).toHaveLength(5);
    expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ alarm: "partition-waiting", msg: "facts are waiting" });
    const text = await registry.metrics();
    expect(text).toContain('alarms_total{kind="partition-waiting",service="test"} 2');
    expect(text).toContain('alarms_total{kind="relay",service="test"} 1');
  });

  it("withholds what may say who a person is, three levels deep and in child loggers", () => {
    const { logger, last } = capture();
    const person = {
      nhsNumber: "9000000009",
      name: "Doris Testpatient",
      phone: "07700900123",
      postcode: "SS0 0AA",
      dateOfBirth: "1941-02-03",
    };
    logger.info(
      {
        ...person,
        body: { a: 1 },
        payload: "x",
        value: 7,
        authorization: "Bearer abc",
        row: person,
        rows: { first: person },
      },
      "something",
    );
    expect(JSON.stringify(last())).not.toMatch(/9000000009|Doris|07700900123|SS0 0AA|1941|abc|"a":1/);
    expect(last()["row"]).toEqual({
      nhsNumber: "[withheld]",
      name: "[withheld]",
      phone: "[withheld]",
      postcode: "[withheld]",
      dateOfBirth: "[withheld]",
    });
    logger.child({ patient: person, token: "abc" }).info("in a child");
    expect(JSON.stringify(last())).not.toMatch(/Doris|abc/);
  });
});

describe("a logged error", () => {
  it("keeps type, code, frames and cause, and loses what the driver quoted", () => {
    const { logger, last } = capture();
    const cause = Object.assign(new Error('invalid input syntax for type uuid: "Doris Testpatient"'), {
      code: "22P02",
      detail: "Key (nhs_number)=(9000000009) exists",
      parameters: ["Doris"],
    });
    logger.error({ err: new Error("could not store 900 000 0009 of SS0 0AA", { cause }) }, "failed");
    expect(JSON.stringify(last())).not.toMatch(/Doris|900 000 0009|9000000009|SS0 0AA/);
    expect(last().err).toMatchObject({
      type: "Error",
      message: "could not store … of …",
      cause: { code: "22P02", message: 'invalid input syntax for type uuid: "…"' },
    });
    expect(last().err?.stack).toContain("logging.test.ts");
  });

  it("of a parser says nothing of the text, and of a thrown non-error only its type", () => {
    let parserError: unknown;
    try {
      JSON.parse("Doris was here");
    } catch (error) {
      parserError = error;
    }
    expect(describeError(parserError)).toMatchObject({ type: "SyntaxError", message: "[withheld]" });
    expect(JSON.stringify(describeError(parserError))).not.toContain("Doris");
    expect(describeError("Doris")).toEqual({ type: "string", message: "[withheld]" });
  });
});

it("masks long numbers in any grouping, and leaves short ones", () => {
  expect(maskText("call 07700 900-123 or +44 (0)7700 900123, 3 times, port 9092")).toBe(
    "call … or +…, 3 times, port 9092",
  );
});
