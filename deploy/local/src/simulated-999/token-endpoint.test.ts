import { importJWK, type CryptoKey } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { testKeys, tokenForm, type TestKeys } from "./answers-for-tests.ts";
import { accessTokenSeconds, tokenEndpoint, type TokenEndpoint } from "./token-endpoint.ts";
import { clientId } from "./who-talks.ts";

const audience = "http://127.0.0.1:7080/oauth2/token";
let keys: TestKeys;
let endpoint: TokenEndpoint;
let laterMs = 0;

beforeAll(async () => {
  keys = await testKeys();
  endpoint = await tokenEndpoint({ publicKey: keys.publicKey, clientId, audience, nowMs: () => Date.now() + laterMs });
});

describe("the token endpoint of the ambulance service", () => {
  it("gives a token for ten minutes for a good assertion, and knows it afterwards", async () => {
    const { status, body } = await endpoint.grant(await tokenForm(keys, audience));
    expect(status).toBe(200);
    const token = "access_token" in body ? body.access_token : "";
    expect(endpoint.isIssued(token)).toBe(true);
    expect(endpoint.isIssued(`${token}x`)).toBe(false);
    laterMs = (accessTokenSeconds + 1) * 1000;
    expect(endpoint.isIssued(token)).toBe(false);
    laterMs = 0;
  });

  it("takes an assertion once", async () => {
    const form = await tokenForm(keys, audience);
    expect((await endpoint.grant(form)).status).toBe(200);
    expect((await endpoint.grant(form)).status).toBe(401);
  });

  it.each([
    ["for another address", { audience: "http://127.0.0.1:7080/oauth2" }, 401],
    ["for this address among others", { audience: [audience, "https://elsewhere.example"] }, 401],
    ["of another issuer", { issuer: "somebody-else" }, 401],
    ["that runs for more than five minutes", { seconds: 600 }, 401],
    ["that has run out", { seconds: -60 }, 401],
    ["with a kid that is not registered", { kid: "another" }, 401],
    ["in a weaker algorithm", { algorithm: "RS256" }, 401],
    ["for another grant", { grant: "password" }, 400],
  ])("refuses an assertion %s", async (_what, changes, status) => {
    const { algorithm } = { algorithm: undefined, ...changes } as { algorithm: string | undefined };
    // The right key, read for another algorithm.
    const key =
      algorithm === undefined ? keys.privateKey : ((await importJWK(keys.privateJwk, algorithm)) as CryptoKey);
    expect((await endpoint.grant(await tokenForm(keys, audience, { ...changes, key }))).status).toBe(status);
  });

  it("refuses an assertion that another key signed, and one that is no token at all", async () => {
    const stranger = await testKeys();
    const form = await tokenForm(keys, audience, { key: stranger.privateKey });
    expect((await endpoint.grant(form)).status).toBe(401);
    form.set("client_assertion", "not.a.token");
    expect((await endpoint.grant(form)).status).toBe(401);
  });
});
