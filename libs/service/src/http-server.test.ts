/** Who gets in, and with what body: the HTTP shell as a caller on the network meets it. */
import { afterAll, describe, expect, it } from "vitest";
import { createHttpServer } from "./http-server.ts";
import { mintInternalToken } from "./internal-tokens.ts";
import { app, call, crew, logger, raw, signing, thing } from "./server-for-tests.ts";

afterAll(async () => {
  await app.close();
});

describe("who is calling", () => {
  it("N01: nobody gets in without a token; public routes and health are open", async () => {
    for (const [path, options] of [["/who"], ["/leads"], [thing, { body: '{"age":1}' }]] as const) {
      const answer = await call(path, { ...options, headers: { authorization: "" } });
      expect([path, answer.status, answer.body["code"]]).toEqual([path, 401, "REF_UNAUTHENTICATED"]);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    }
    for (const path of ["/public", "/health/live", "/health/ready", "/metrics"])
      expect([path, (await call(path, { headers: { authorization: "" } })).status]).toEqual([path, 200]);
  });

  it.each(["Bearer", "Bearer x", "Basic Y3Jldzp4", "bearer a.b.c", "Bearer a.b.c, Bearer d.e.f"])(
    "N04, N05, N08: %s is nobody",
    async (authorization) => {
      expect((await call("/who", { headers: { authorization } })).status).toBe(401);
    },
  );

  it("N02: a token 31 s past its end is nobody's; 29 s past is still good", async () => {
    const minted = (secondsAgo: number) =>
      mintInternalToken(crew, { key: signing, clock: { nowMs: () => Date.now() - secondsAgo * 1000 } });
    expect((await call("/who", { headers: { authorization: `Bearer ${await minted(60 + 31)}` } })).status).toBe(401);
    expect((await call("/who", { headers: { authorization: `Bearer ${await minted(60 + 25)}` } })).status).toBe(200);
  });

  it("a role that is not named is refused with 403, before the body is looked at", async () => {
    const answer = await call("/leads");
    expect([answer.status, answer.body["code"], answer.text.includes("secret")]).toEqual([403, "REF_FORBIDDEN", false]);
  });

  it("N16: forged X- headers change nothing", async () => {
    const answer = await call("/who", {
      headers: {
        "x-user": "admin",
        "x-role": "operator",
        "x-forwarded-for": "6.6.6.6",
        "x-forwarded-host": "evil.example",
      },
    });
    expect(answer.body).toEqual({ ...crew, ip: "127.0.0.1" });
  });

  it("a route that does not say who may call it does not come into being", async () => {
    const server = await createHttpServer({ logger, routes: "said-by-each-route", ready: () => ({ ready: true }) });
    expect(() => server.get("/forgotten", async () => ({}))).toThrow(/does not say who may call it/);
    expect(() => server.get("/nobody", { config: { access: [] } }, async () => ({}))).toThrow(/lets nobody in/);
    expect(() => server.get("/blind", { config: { access: ["crew"] } }, async () => ({}))).toThrow(
      /without authenticate/,
    );
    await server.close();
  });
});

describe("what a body may be", () => {
  it("reads good JSON, of the types a route takes, and keeps its bytes", async () => {
    for (const type of [
      "application/json",
      "application/json; charset=utf-8",
      'Application/JSON;charset="UTF-8"',
      "application/fhir+json",
    ]) {
      const answer = await call(thing, { body: '{ "age": 7 }', headers: { "content-type": type } });
      expect([type, answer.status, answer.body["bytes"]]).toEqual([type, 200, 12]);
    }
  });

  it.each([
    "application/xml",
    "text/plain",
    "text/json",
    "application/jsonp",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
  ])("N38: %s is 415", async (type) => {
    const answer = await call(thing, { body: '{"age":7}', headers: { "content-type": type } });
    expect([answer.status, answer.body["code"]]).toEqual([415, "REF_UNSUPPORTED_TYPE"]);
  });

  it("N38: no content type, a compressed body, and FHIR where it is not asked for are 415", async () => {
    const bare = await raw(`POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`);
    expect(bare).toMatch(/^HTTP\/1\.1 415 /);
    expect(
      (await call("/any", { body: "{}", headers: { "content-type": "application/json", "content-encoding": "gzip" } }))
        .status,
    ).toBe(415);
    expect((await call("/any", { body: "{}", headers: { "content-type": "application/fhir+json" } })).status).toBe(415);
  });

  it("N37: 256 KiB is taken and one byte more is 413, announced or not", async () => {
    const filled = (size: number) => `"${"a".repeat(size - 2)}"`;
    expect((await call("/any", { body: filled(256 * 1024) })).status).toBe(200);
    const over = await call("/any", { body: filled(256 * 1024 + 1) });
    expect([over.status, over.body["code"]]).toEqual([413, "REF_TOO_LARGE"]);
    const chunk = `8000\r\n${"a".repeat(0x8000)}\r\n`;
    const endless = await raw(
      `POST /any HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(40)}`,
    );
    expect(endless).toMatch(/^HTTP\/1\.1 413 [\s\S]*REF_TOO_LARGE/);
  });

  it("N37: a body that dribbles in is 408, with the ids of its request", async () => {
    const answer = await raw(
      `POST /any HTTP/1.1\r\nHost: x\r\nX-Request-Id: slow-sender-1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toMatch(/X-Request-Id: slow-sender-1/i);
    expect(answer).toContain("REF_REQUEST_TIMEOUT");
  });

  it.each([
    ["__proto__", '{"__proto__":{"isAdmin":true}}', "forbidden-key"],
    ["constructor.prototype", '{"constructor":{"prototype":{"isAdmin":true}}}', "forbidden-key"],
    ["a repeated key", '{"age":1,"age":2}', "duplicate-key"],
    ["depth 10,000", "[".repeat(10_000) + "]".repeat(10_000), undefined],
    ["cut JSON", '{"age":', undefined],
    ["nothing but white space", "  ", undefined],
  ])("N39: %s is 400 and pollutes nothing", async (_name, body, code) => {
    const answer = await call(thing, { body });
    expect([answer.status, answer.body["code"]]).toEqual([400, "REF_BAD_JSON"]);
    if (code !== undefined) expect(answer.body["errors"]).toMatchObject([{ code }]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it("bytes that are not UTF-8 are 400; NUL and numbers nobody can keep are 422 with the field", async () => {
    expect((await call("/any", { body: Uint8Array.from([0x22, 0xff, 0x22]) })).status).toBe(400);
    const nul = await call("/any", { body: '{"note":"a\\u0000b"}' });
    expect([nul.status, nul.body["errors"]]).toMatchObject([422, [{ field: "note", code: "nul-character" }]]);
    expect((await call("/any", { body: '{"n":1e400}' })).status).toBe(422);
  });

  it("names every wrong field in words and never the value; unknown fields too (N29)", async () => {
    const answer = await call(thing, {
      body: JSON.stringify({ age: "Doris", parts: [{ code: "A" }, { code: "Z" }], status: "accepted" }),
    });
    expect([answer.status, answer.body["code"]]).toEqual([422, "REF_INVALID"]);
    expect(answer.body["errors"]).toEqual([
      { field: "age", message: expect.stringMatching(/number|int/i), code: "invalid-type" },
      { field: "parts.1.code", message: expect.stringMatching(/"A"\|"B"/), code: "invalid-value" },
      { field: "status", message: "This field is not known here.", code: "unknown-field" },
    ]);
    expect(answer.text).not.toMatch(/Doris|accepted/);
    expect((await call(thing, { body: "{}" })).body["errors"]).toMatchObject([
      { field: "age", message: "This is missing." },
    ]);
    expect((await call(thing, { method: "POST" })).status).toBe(422);
  });

  it("N18, N27: a wrong or unknown query is 400", async () => {
    for (const query of ["limit=1e9", "limit=101", "fields=nhsNumber"])
      expect((await call(`${thing}?${query}`, { body: '{"age":1}' })).body["code"]).toBe("REF_BAD_QUERY");
  });
});
