/**
 * A provider that answers with whatever token the test made: for what no real provider would issue. It signs with keys of the test and counts who asks
 * for its keys. In: claims and headers. Out: a callback of `web`, a logout. Real sign-ins are tested against a real provider in `deploy/local`.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import type { Clock } from "@ucrt/service";
import { fromOwnPage, standBehind, startWeb, type Behind, type WebForTests } from "../web-for-tests.ts";

export const clientId = "ucrt-test";
export const logoutEvents = { "http://schemas.openid.net/event/backchannel-logout": {} };

export interface TestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Undefined leaves a claim out. */
export type Claims = Readonly<Record<string, unknown>>;

/** What a token says when the test changes nothing. `nonce` is filled in by the provider that was asked. */
export type Forge = (asked: { readonly nonce: string; readonly nowSeconds: number }) => Promise<string>;

export interface ForgingProvider {
  readonly issuer: string;
  readonly web: WebForTests;
  /** Keys that are handed out now. */
  keys: readonly TestKey[];
  readonly keysAsked: () => number;
  /** Calls to addresses that only a token names. */
  readonly strayCalls: () => number;
  /** Signs in with this token: the status of the callback, and the session cookie if there is one. */
  readonly comeBackWith: (forge: Forge) => Promise<{ readonly status: number; readonly cookie: string | undefined }>;
  readonly logOut: (token: string) => Promise<number>;
  readonly isSignedIn: (cookie: string | undefined) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

export async function newKey(kid: string = randomUUID()): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}

/** Signs claims as this provider would; `header` and `claims` replace what is usual. */
export async function sign(
  key: TestKey,
  claims: Claims,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: "RS256", kid: key.kid, ...header }).sign(key.privateKey);
}

/** Starts the provider and a `web` that trusts it, on one clock. */
export async function startForgingProvider(clock: Clock): Promise<ForgingProvider> {
  let keysAsked = 0;
  let strayCalls = 0;
  let next: string | undefined;
  const state: { keys: readonly TestKey[] } = { keys: [await newKey("first")] };
  const provider: Behind = await standBehind((request, response) => {
    const json = (value: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    const path = (request.url ?? "").split("?", 1)[0];
    if (path === "/.well-known/openid-configuration") return json(described(provider.url));
    if (path === "/token") return json({ access_token: "unused", token_type: "Bearer", id_token: next });
    if (path === "/keys") {
      keysAsked++;
      return json({ keys: state.keys.map(({ publicJwk }) => publicJwk) });
    }
    strayCalls++;
    return response.writeHead(404).end();
  });
  const file = join(mkdtempSync(join(tmpdir(), "ucrt-people-")), "people.yaml");
  writeFileSync(file, JSON.stringify(listOf(provider.url)));
  const behind = await standBehind((_request, response) => response.end());
  const web = await startWeb(behind.url, {
    clock,
    signIn: {
      provider: {
        issuer: provider.url,
        clientId,
        proof: { kind: "secret", secret: "a secret of this test" },
        scopes: "openid",
        acrValues: [],
        allowsPlainHttp: true,
      },
      peopleFile: file,
    },
  });
  return {
    issuer: provider.url,
    web,
    get keys() {
      return state.keys;
    },
    set keys(keys) {
      state.keys = keys;
    },
    keysAsked: () => keysAsked,
    strayCalls: () => strayCalls,
    comeBackWith: async (forge) => {
      const start = await fetch(`${web.url}/sign-in/start`, { redirect: "manual" });
      const asked = new URL(start.headers.get("location") ?? "");
      const cookie = (start.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
      next = await forge({
        nonce: asked.searchParams.get("nonce") ?? "",
        nowSeconds: Math.floor(clock.nowMs() / 1000),
      });
      const state = asked.searchParams.get("state") ?? "";
      const back = await fetch(`${web.url}/sign-in/callback?code=a&state=${state}`, {
        redirect: "manual",
        headers: { cookie },
      });
      await back.body?.cancel();
      const session = back.headers.getSetCookie().find((set) => set.startsWith("ucrt-session="));
      return { status: back.status, cookie: session?.split(";", 1)[0] };
    },
    logOut: async (token) => {
      const answer = await fetch(`${web.url}/sign-in/back-channel-logout`, {
        method: "POST",
        body: new URLSearchParams({ logout_token: token }),
      });
      await answer.body?.cancel();
      return answer.status;
    },
    isSignedIn: async (cookie) => {
      const answer = await fetch(`${web.url}/session`, { headers: { cookie: cookie ?? "", ...fromOwnPage } });
      return ((await answer.json()) as { principal: unknown }).principal !== null;
    },
    stop: async () => {
      await web.app.close();
      await Promise.all([provider.close(), behind.close()]);
    },
  };
}

function described(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    // Everything, so that ours is the rule that refuses.
    id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
  };
}

function listOf(issuer: string) {
  const rowan = { id: "p-1", name: "Rowan Sample", role: "crew", organisation: "RYC" };
  return { version: "2026-11-25", askWhom: "the service lead", people: [{ issuer, subject: "rowan", ...rowan }] };
}
