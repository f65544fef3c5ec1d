import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStrictJson } from "./strict-json.ts";
import type { StrictJsonResult } from "./strict-json.ts";

const forbidden = new Set(["__proto__", "constructor", "prototype"]);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (result: StrictJsonResult): string => (result.ok ? "ok" : result.code);
const pathOf = (result: StrictJsonResult): string | undefined => (result.ok ? undefined : result.path);

/** A second, slow opinion on what JSON.parse lets pass, by reviving the parsed value. */
function holdsForbidden(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0") || !value.isWellFormed();
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (Array.isArray(value)) return value.some(holdsForbidden);
  if (typeof value === "object" && value !== null)
    return Object.entries(value).some(
      ([key, inner]) => forbidden.has(key) || holdsForbidden(key) || holdsForbidden(inner),
    );
  return false;
}

describe("a document without anything forbidden", () => {
  it("gives what JSON.parse gives, as text and as bytes, whatever the white space", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 8, noUnicodeString: false }),
        fc.constantFrom(undefined, 1, "\t"),
        (value, indent) => {
          const text = JSON.stringify(value, undefined, indent);
          const expected: unknown = JSON.parse(text);
          fc.pre(!holdsForbidden(expected));
          for (const result of [readStrictJson(text), readStrictJson(bytes(text))])
            expect(result).toEqual({ ok: true, value: expected });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("reads keys and texts that look like structure", () => {
    const tricky = { 'a":{"b': "}],:\\", "": [{ ":": '"' }, "\\u0000 is only six letters", "\\"], "é😀": -0.5e-3 };
    expect(readStrictJson(bytes(JSON.stringify(tricky)))).toEqual({ ok: true, value: tricky });
    expect(readStrictJson(" \r\n\t[ ] ")).toEqual({ ok: true, value: [] });
    expect(readStrictJson(`{"a":1,"\\u0062":2,"c":{"a":1}}`)).toEqual({ ok: true, value: { a: 1, b: 2, c: { a: 1 } } });
  });

  it("reads a view into a larger buffer, and only that", () => {
    const whole = Buffer.from('xx{"a":1}yy');
    expect(readStrictJson(whole.subarray(2, 9))).toEqual({ ok: true, value: { a: 1 } });
  });
});

describe("a text that JSON.parse refuses", () => {
  it("is refused, never thrown, and never repeated in the message", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => text.slice(0, -1)),
          fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\ 01eE.-tnu')) }),
        ),
        (text) => {
          let parses = true;
          try {
            JSON.parse(text);
          } catch {
            parses = false;
          }
          fc.pre(!parses);
          expect(readStrictJson(text).ok).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
    const result = readStrictJson('{"name": "Doris Testpatient" oops}');
    expect(codeOf(result)).toBe("not-json");
    expect(JSON.stringify(result)).not.toMatch(/Doris|oops/);
    expect(codeOf(readStrictJson("  "))).toBe("not-json");
  });

  it("agrees with JSON.parse on text made of structure, but for what is forbidden", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:a1 ')), maxLength: 14 }), (text) => {
        const result = readStrictJson(text);
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          expect(result.ok).toBe(false);
          return;
        }
        if (result.ok) expect(result.value).toEqual(value);
        else expect(["duplicate-key", "number-too-large"]).toContain(result.code);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("a repeated key", () => {
  it("is refused wherever it stands, however it is escaped, and named by path", () => {
    expect(readStrictJson('{"a":1,"a":1}')).toMatchObject({ code: "duplicate-key", path: "a" });
    expect(readStrictJson('{"list":[{"x":1},{"y":{"z":1,"\\u007a":2}}]}')).toMatchObject({
      code: "duplicate-key",
      path: "list.1.y.z",
    });
    expect(readStrictJson('{"a":{"b":1},"c":[1,2,{"a":1}],"a" : {"b":1}}')).toMatchObject({
      code: "duplicate-key",
      path: "a",
    });
  });

  it("is found in any object that has a key twice", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, maxKeys: 8 }),
        fc.nat(),
        (object, pick) => {
          fc.pre(!holdsForbidden(JSON.parse(JSON.stringify(object))));
          const entries = Object.entries(object).map(
            ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
          );
          const repeated = entries[pick % entries.length] ?? "";
          expect(codeOf(readStrictJson(`[{${[...entries, repeated].join(",")}}]`))).toBe("duplicate-key");
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("what JSON.parse lets pass", () => {
  it.each(["__proto__", "constructor", "prototype", "__pr\\u006fto__"])(
    "refuses the key %s at any place and leaves Object as it was",
    (key) => {
      const result = readStrictJson(`{"a":[{"${key}":{"polluted":true}}]}`);
      expect(codeOf(result)).toBe("forbidden-key");
      expect(pathOf(result)).toMatch(/^a\.0\./);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  it("lets those words pass as values", () => {
    expect(codeOf(readStrictJson('["__proto__","constructor",{"word":"prototype"}]'))).toBe("ok");
  });

  it.each([
    ['{"a":["x\\u0000y"]}', "nul-character", "a.0"],
    ['{"a":"\\\\\\u0000"}', "nul-character", "a"],
    ['{"\\u0000":1}', "nul-character", undefined],
    ['{"a":"\\ud800"}', "broken-character", "a"],
    ['{"a":"\\udc00\\ud800"}', "broken-character", "a"],
    ['{"a":1e400}', "number-too-large", "a"],
    ['{"a":{"b":[0,-1e999]}}', "number-too-large", "a.b.1"],
    ['{"a":9007199254740993}', "number-too-large", "a"],
    ['{"a":12345678901234567890}', "number-too-large", "a"],
  ])("refuses %s", (text, code, path) => {
    const result = readStrictJson(bytes(text));
    expect(codeOf(result)).toBe(code);
    expect(pathOf(result)).toBe(path);
  });

  it("keeps the largest whole number and the smallest fraction", () => {
    expect(readStrictJson("[9007199254740991,-9007199254740991,5e-324,1e-400]")).toEqual({
      ok: true,
      value: [9007199254740991, -9007199254740991, 5e-324, 0],
    });
  });

  it("reads a real escaped pair of surrogates", () => {
    expect(readStrictJson('"\\ud83d\\ude00"')).toEqual({ ok: true, value: "😀" });
  });
});

describe("bytes", () => {
  it.each([
    ["a byte that never occurs", [0x22, 0xff, 0x22]],
    ["a cut character", [0x22, 0xe2, 0x82, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ])("refuses %s", (_name, list) => {
    expect(codeOf(readStrictJson(Uint8Array.from(list)))).toBe("not-utf8");
  });

  it("refuses UTF-16 and a byte order mark", () => {
    expect(readStrictJson(Buffer.from('{"a":1}', "utf16le")).ok).toBe(false);
    expect(readStrictJson(Buffer.from('\uFEFF{"a":1}')).ok).toBe(false);
  });

  it("refuses what is larger than the limit, to the byte", () => {
    expect(codeOf(readStrictJson('"12345678"', { maxBytes: 10 }))).toBe("ok");
    expect(codeOf(readStrictJson('"123456789"', { maxBytes: 10 }))).toBe("too-large");
  });
});

describe("nesting", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

  it("is allowed to the limit and not one level further", () => {
    expect(codeOf(readStrictJson(nested(64)))).toBe("ok");
    expect(codeOf(readStrictJson(nested(65)))).toBe("too-deep");
    expect(codeOf(readStrictJson('{"a":'.repeat(65) + "1" + "}".repeat(65)))).toBe("too-deep");
    expect(codeOf(readStrictJson(nested(3), { maxDepth: 2 }))).toBe("too-deep");
    expect(codeOf(readStrictJson(nested(512), { maxDepth: 1e9 }))).toBe("ok");
    expect(codeOf(readStrictJson(nested(513), { maxDepth: 1e9 }))).toBe("too-deep");
  });

  it.each([10_000, 1_000_000])("%i levels are refused without using up the stack", (depth) => {
    const limits = { maxBytes: 64 * 1024 * 1024 };
    expect(codeOf(readStrictJson(nested(depth), limits))).toBe("too-deep");
    expect(codeOf(readStrictJson("[".repeat(depth), limits))).toBe("too-deep");
    expect(codeOf(readStrictJson('{"a":'.repeat(depth), limits))).toBe("too-deep");
    expect(codeOf(readStrictJson("]".repeat(depth), limits))).toBe("not-json");
  });
});

it("tells how fast it is beside JSON.parse (printed, not asserted)", () => {
  const message = {
    caseId: "CAD-20260105-000123",
    need: { code: "FALL", text: "Fell in the kitchen, on the floor for an hour, no injury seen. ".repeat(3) },
    observations: Array.from({ length: 12 }, (_, index) => ({
      code: `OBS${index}`,
      value: 90 + index,
      unit: "mm[Hg]",
      at: "2026-01-05T10:15:00Z",
    })),
    answers: Object.fromEntries(
      Array.from({ length: 21 }, (_, index) => [`question${index}`, index % 3 === 0 ? "unknown" : "no"]),
    ),
  };
  const text = JSON.stringify(message);
  const buffer = Buffer.from(text);
  const rounds = 5000;
  const time = (read: () => unknown): number => {
    for (let round = 0; round < 500; round++) read();
    const startedMs = performance.now();
    for (let round = 0; round < rounds; round++) read();
    return ((performance.now() - startedMs) * 1000) / rounds;
  };
  const parse = time(() => JSON.parse(buffer.toString("utf8")));
  const strict = time(() => readStrictJson(buffer));
  console.info(`${buffer.length} bytes: JSON.parse ${parse.toFixed(1)} µs, readStrictJson ${strict.toFixed(1)} µs`);
  expect(readStrictJson(buffer)).toEqual({ ok: true, value: message });
});
