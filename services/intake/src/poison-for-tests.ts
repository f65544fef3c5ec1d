/** Messages that nobody can take, one of each kind, beside a good one. */
import { example, newCaseId, newRequestId } from "./intake-for-tests.ts";

/** A good ambulance referral with a case and a request of its own. */
export function fall(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return example("ambulance", "crew-on-scene-fall-full-screen", {
    incidentNumber: newCaseId(),
    requestId: newRequestId(),
    ...changes,
  });
}

const good = (): string => JSON.stringify(fall());
export type Poison = readonly [
  reason: string,
  what: string,
  make: () => string | null | Buffer,
  headers?: Record<string, string>,
];
/** One of each kind: the reason it is parked with, what it is, its bytes, its headers. */
export const poison: readonly Poison[] = [
  ["empty", "empty value", () => ""],
  ["empty", "null tombstone", () => null],
  ["not-utf8", "not UTF-8", () => Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ["not-json", "truncated JSON", () => good().slice(0, 300)],
  ["not-an-object", "a list", () => `[${good()}]`],
  ["unknown-type", "an unknown kind", () => good().replace('"referral"', '"recall"')],
  ["unknown-type", "an unknown ce_type", good, { ce_type: "weather.report" }],
  ["unknown-type", "another content type", good, { "content-type": "text/csv" }],
  ["unsupported-version", "version 2", good, { ce_type: "feed.ambulance.v2" }],
  ["invalid", "a missing field", () => JSON.stringify({ ...fall(), need: undefined })],
  ["invalid", "a wrong type", () => JSON.stringify({ ...fall(), crew: 7 })],
  [
    "number-out-of-range",
    "a number that no double holds",
    () => good().replace('"kind"', '"big":12345678901234567890,"kind"'),
  ],
  ["too-deep", "10,000 deep", () => `{"kind":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
  ["forbidden-key", "__proto__", () => `{"__proto__":{"admin":true},${good().slice(1)}`],
  ["duplicate-key", "the same key twice", () => `{"organisation":"RAJ",${good().slice(1)}`],
  ["nul-in-text", "NUL in a name", () => good().replace("Avery", "Av\\u0000ery")],
  ["invalid", "a name of 300 characters", () => good().replace("Avery Testcase", "A".repeat(300))],
  ["invalid", "a birth date in the future", () => good().replace("1941-03-27", "2941-03-27")],
  ["invalid", "year 0001", () => good().replace("1941-03-27", "0001-01-01")],
  ["invalid", "an unknown organisation", () => good().replace('"RYC"', '"ZZ999"')],
  ["missing-headers", "no request id anywhere", () => JSON.stringify({ ...fall(), requestId: undefined })],
  ["source-mismatch", "N60: says it is the hospital's", good, { ce_type: "feed.hospital.v1" }],
  ["source-mismatch", "N60: names another source", good, { ce_source: "/feeds/hospital" }],
  ["source-mismatch", "N60: is in another dialect", () => JSON.stringify(example("hospital", "ed-frailty-suitable"))],
];
