import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routesTable } from "@ucrt/domain";
import { fromOwnPage, signIn, standBehind, startWeb, type Behind, type WebForTests } from "./web-for-tests.ts";

let behind: Behind;
let web: WebForTests;

beforeAll(async () => {
  behind = await standBehind((_request, response) => response.end());
  web = await startWeb(behind.url);
});
afterAll(async () => {
  await web.app.close();
  await behind.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${web.url}${path}`, { headers });

describe("pages", () => {
  it("come with a policy that runs nothing from elsewhere and nothing inline, and are not kept", async () => {
    for (const path of ["/", "/board", "/referrals/00000000-0000-4000-8000-000000000000", "/api/docs"]) {
      const response = await get(path, { accept: "text/html" });
      expect(response.status, path).toBe(200);
      expect(response.headers.get("content-type")).toMatch(/text\/html/);
      const policy = response.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("referrer-policy")).toBe("no-referrer");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("let hashed files be kept for ever, and nothing be read from outside the folder", async () => {
    expect((await get("/assets/index-AbCd1234.js")).headers.get("cache-control")).toMatch(
      /max-age=31536000, immutable/,
    );
    for (const path of [
      "/assets/missing-AbCd1234.js",
      "/assets/../index.html%00",
      "/assets/%2e%2e/%2e%2e/package.json",
    ])
      expect((await get(path)).status, path).toBe(404);
  });

  it("answer an unknown address with a page for a person and a problem for a program", async () => {
    const page = await get("/no-such-page", { accept: "text/html" });
    expect([page.status, page.headers.get("content-type")]).toEqual([404, expect.stringMatching(/text\/html/)]);
    const problem = await get("/no-such-page");
    expect([problem.status, problem.headers.get("content-type")]).toEqual([
      404,
      expect.stringMatching(/problem\+json/),
    ]);
  });

  it("serve the documents about the interface", async () => {
    expect(await (await get("/api/openapi.json")).json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
    expect(await (await get("/api/asyncapi.json")).json()).toMatchObject({ asyncapi: expect.stringMatching(/^3\./) });
  });

  it("say ready or not, and nothing else", async () => {
    expect(await (await get("/health/ready")).json()).toEqual({ ready: true });
    expect((await get("/metrics")).status).toBe(404);
  });
});

describe("the role picker", () => {
  it("has somebody for every role that works with pages, and for every team", async () => {
    const { people } = (await (await get("/local/people")).json()) as { people: { id: string; role: string }[] };
    const roles = [
      "crew",
      "referrer",
      "referrer-desk",
      "spa-coordinator",
      "spa-clinician",
      "ucrt-clinician",
      "ucrt-lead",
      "service-lead",
      "commissioner",
      "privacy-officer",
      "operator",
    ];
    expect(roles.filter((role) => !people.some((person) => person.role === role))).toEqual([]);
    for (const team of ["ucrt-basildon-brentwood", "ucrt-mid-essex", "ucrt-south-east-essex", "ucrt-thurrock"])
      expect(people.map(({ id }) => id)).toContain(`ucrt-clinician:${team}`);
    expect(new Set(people.map(({ id }) => id)).size).toBe(people.length);
  });

  it("signs in with a cookie that scripts and other sites cannot use, and out again", async () => {
    const response = await fetch(`${web.url}/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json", ...fromOwnPage },
      body: '{"person":"crew"}',
    });
    const set = response.headers.get("set-cookie") ?? "";
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    const cookie = set.split(";", 1)[0] ?? "";
    expect(await (await get("/session", { cookie })).json()).toMatchObject({
      principal: { name: "Rowan Sample", role: "crew" },
    });
    expect((await fetch(`${web.url}/sign-out`, { method: "POST", headers: { cookie, ...fromOwnPage } })).status).toBe(
      200,
    );
    expect(await (await get("/session", { cookie })).json()).toMatchObject({ principal: null });
  });

  it("takes nobody it does not offer, and nothing from another site", async () => {
    const attempt = (headers: Record<string, string>, person: string) =>
      fetch(`${web.url}/sign-in`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ person }),
      });
    expect((await attempt(fromOwnPage, "nobody")).status).toBe(422);
    expect((await attempt({ origin: "https://elsewhere.example" }, "crew")).status).toBe(403);
    await expect(signIn(web.url, "nobody")).rejects.toThrow(/422/);
  });

  it("never shows the session's own id", async () => {
    const cookie = await signIn(web.url, "crew");
    expect(await (await get("/session", { cookie })).text()).not.toMatch(/sessionId/);
    expect(web.logged()).not.toContain(cookie.split("=")[1]);
  });
});

it("serves every row of its table, with a provider or in local mode, so that no row is left behind when a route goes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ucrt-people-"));
  const peopleFile = join(folder, "people.yaml");
  writeFileSync(peopleFile, JSON.stringify({ version: "2026-11-25", askWhom: "the service lead", people: [] }));
  const systemsFile = join(folder, "systems.yaml");
  writeFileSync(systemsFile, JSON.stringify({ version: "2026-11-25", systems: [] }));
  const both = await startWeb(behind.url, {
    systemsFile,
    signIn: {
      peopleFile,
      provider: {
        issuer: behind.url,
        clientId: "ucrt",
        proof: { kind: "secret", secret: "a secret of this test" },
        scopes: "openid",
        acrValues: [],
        allowsPlainHttp: true,
      },
    },
  });
  const unused = Object.keys(routesTable.web).filter((row) => {
    const [method = "", url = ""] = row.split(" ");
    return !both.app.hasRoute({ method: method as "GET" | "POST", url });
  });
  expect(unused).toEqual([]);
  await both.app.close();
});

describe("outside local mode", () => {
  it("nobody gets in but through the provider, with cookies that https alone carries; while it is away the page says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ucrt-people-"));
    const peopleFile = join(folder, "people.yaml");
    writeFileSync(peopleFile, JSON.stringify({ version: "2026-11-25", askWhom: "the service lead", people: [] }));
    let isAway = true;
    const provider = await standBehind((_request, response) => {
      const endpoints = { authorization_endpoint: `${provider.url}/a`, token_endpoint: `${provider.url}/t` };
      const description = { issuer: provider.url, ...endpoints, jwks_uri: `${provider.url}/k` };
      response
        .writeHead(isAway ? 503 : 200, { "content-type": "application/json" })
        .end(JSON.stringify({ ...description, response_types_supported: ["code"] }));
    });
    const production = await startWeb(behind.url, {
      mode: "production",
      signIn: {
        peopleFile,
        provider: {
          issuer: provider.url,
          clientId: "ucrt",
          proof: { kind: "secret", secret: "a secret of this test" },
          scopes: "openid",
          acrValues: [],
          allowsPlainHttp: true,
        },
      },
    });
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${production.url}${path}`, { redirect: "manual", headers: { accept: "text/html" }, ...init });
    expect(await (await ask("/session")).json()).toMatchObject({ mode: "production", hasProvider: true });
    for (const path of ["/local/people", "/local/tokens"]) expect((await ask(path)).status, path).toBe(404);
    const picked = {
      method: "POST",
      body: '{"person":"crew"}',
      headers: { ...fromOwnPage, "content-type": "application/json" },
    };
    expect([404, 405]).toContain((await ask("/sign-in", picked)).status);

    const away = await ask("/sign-in/start");
    expect([away.status, await away.text()]).toEqual([503, expect.stringContaining("does not answer at the moment")]);
    isAway = false;
    const start = await ask("/sign-in/start");
    expect(start.status).toBe(303);
    expect(start.headers.get("set-cookie")).toMatch(
      /^__Host-ucrt-sign-in=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    await production.app.close();
    await provider.close();
    rmSync(folder, { recursive: true });
  });
});
