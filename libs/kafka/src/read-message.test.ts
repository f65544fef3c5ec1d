import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Unreadable } from "./errors.ts";
import { readMessage } from "./read-message.ts";

const schema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("offered"), team: z.string() }),
  z.object({ type: z.literal("closed") }),
  z.object({ type: z.literal("flagged"), flags: z.strictObject({ safeguarding: z.boolean().optional() }) }),
]);
const read = (text: string | Buffer) => readMessage({ valueBytes: Buffer.from(text) }, schema);

describe("the value of a message", () => {
  it("is read by its contract, and a field of a later version is set aside", () => {
    expect(read('{"type":"offered","team":"north","colour":"red"}')).toEqual({ type: "offered", team: "north" });
  });

  it("is read by its contract where a field of a later version is in a part that senders may not add to", () => {
    expect(read('{"type":"flagged","flags":{"safeguarding":true,"ofNextYear":true}}')).toEqual({
      type: "flagged",
      flags: { safeguarding: true },
    });
  });

  it.each([
    ["empty", ""],
    ["not-utf8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["not-json", '{"type":'],
    ["not-an-object", "[]"],
    ["too-deep", `{"a":${"[".repeat(70)}${"]".repeat(70)}}`],
    ["forbidden-key", '{"__proto__":{}}'],
    ["duplicate-key", '{"type":"closed","type":"closed"}'],
    ["nul-in-text", '{"type":"offered","team":"a\\u0000b"}'],
    ["unknown-type", '{"type":"from-the-future"}'],
    ["invalid", '{"type":"offered","team":7}'],
  ])("is refused as %s", (reason, text) => {
    const refusal = refusalOf(text);
    expect(refusal.reason).toBe(reason);
  });

  it("is refused in words that name fields and never values", () => {
    expect(refusalOf('{"type":"offered","team":9991000011}').message).toBe("Wrong fields: team");
  });
});

function refusalOf(text: string | Buffer): Unreadable {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Unreadable) return error;
    throw error;
  }
  throw new Error("it was read");
}
