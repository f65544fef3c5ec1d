import { exportJWK, generateKeyPair, type JWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readSystems } from "./systems-file.ts";

let publicJwk: JWK;
let privateJwk: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair("ES384", { extractable: true });
  [publicJwk, privateJwk] = [await exportJWK(pair.publicKey), await exportJWK(pair.privateKey)];
});

const about = { alg: "ES384", kid: "k1" };
const systemWith = (keys: readonly object[], changes: object = {}) => ({
  clientId: "cad",
  id: "system-cad",
  name: "CAD",
  organisation: "RYC",
  feeds: ["ambulance"],
  jwks: { keys },
  ...changes,
});
const list = (...systems: readonly object[]) => stringify({ version: "2026-11-25", systems });

describe("the list of sending systems", () => {
  it("says what a system is, and leaves out who is disabled", async () => {
    const { byClientId } = readSystems(
      list(
        systemWith([{ ...publicJwk, ...about }]),
        systemWith([{ ...publicJwk, ...about, kid: "k2" }], { clientId: "old", isDisabled: true }),
      ),
    );
    expect([...byClientId.keys()]).toEqual(["cad"]);
    expect(byClientId.get("cad")?.principal).toEqual({
      subject: "system-cad",
      name: "CAD",
      role: "feed",
      organisation: "RYC",
      feeds: ["ambulance"],
    });
    expect((await byClientId.get("cad")?.keys.get("k1")?.key())?.type).toBe("public");
  });

  it("refuses private and short keys, shared secrets, algorithms that are none, and ids used twice, without quoting a key", () => {
    const good = { ...publicJwk, ...about };
    const wrong = [
      list(systemWith([{ ...privateJwk, ...about }])),
      list(systemWith([{ kty: "oct", k: "c2VjcmV0", alg: "HS256", kid: "k1" }])),
      list(
        systemWith([{ kty: "RSA", n: Buffer.alloc(128, 1).toString("base64url"), e: "AQAB", ...about, alg: "RS512" }]),
      ),
      list(systemWith([{ ...good, alg: "RS256" }])),
      list(systemWith([{ ...publicJwk, alg: "ES384" }])),
      list(systemWith([])),
      list(systemWith([good]), systemWith([{ ...good, kid: "k2" }])),
      list(systemWith([good]), systemWith([good], { clientId: "other" })),
      list(systemWith([good], { role: "spa-clinician" })),
      list(systemWith([good], { feeds: [] })),
      "systems: [",
    ];
    for (const text of wrong) {
      expect(() => readSystems(text), text).toThrow(/^The list of sending systems/);
      expect(() => readSystems(text)).not.toThrow(new RegExp(String(privateJwk.d)));
    }
  });
});
