/** The HTTP shell as a caller on the network meets it: a real server, real sockets. */
import { connect } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "@ucrt/schemas";
import { z } from "zod";
import { authenticateByInternalToken, principalOf } from "./access.ts";
import { systemClock } from "./clock.ts";
import { problem, problemCodes } from "./errors.ts";
import { createHttpServer, requestIdsOf } from "./http-server.ts";
import type { HttpServer } from "./http-server.ts";
import { generateInternalKeys, mintInternalToken, readSigningKey, readVerifyingKeys } from "./internal-tokens.ts";
import type { SigningKey } from "./internal-tokens.ts";
import { rawBodyOf } from "./json-body.ts";
import { createLogger } from "./logging.ts";
import { createMetricsRegistry } from "./telemetry.ts";

const lines: string[] = [];
const logger = createLogger({
  service: "test",
  level: "trace",
  destination: { write: (line) => void lines.push(line) },
});
const crew: Principal = { subject: "crew-1", name: "Test Crew", role: "crew", organisation: "RYC" };

let app: HttpServer;
let port: number;
let signing: SigningKey;
let crewToken: string;

type Options = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
};
type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
};

async function call(path: string, options: Options = {}): Promise<Answer> {
  const isJson = options.body !== undefined && options.headers?.["content-type"] === undefined;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: options.method ?? (options.body === undefined ? "GET" : "POST"),
    headers: {
      authorization: `Bearer ${crewToken}`,
      ...(isJson ? { "content-type": "application/json" } : {}),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: options.body }),
  });
  const text = await response.text();
  const isParsable = response.headers.get("content-type")?.includes("json") === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isParsable ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

/** Sends bytes as they are and reads until the server closes the connection. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  socket.on("error", () => {});
  socket.write(text);
  await once(socket, "close");
  return answer;
}

beforeAll(async () => {
  const pair = await generateInternalKeys();
  signing = await readSigningKey(pair.privateKey);
  crewToken = await mintInternalToken(crew, { key: signing, clock: systemClock });
  app = await createHttpServer({
    logger,
    registry: createMetricsRegistry("test"),
    ready: () => ({ ready: true }),
    authenticate: authenticateByInternalToken({
      keys: await readVerifyingKeys(pair.publicKey),
      clock: systemClock,
      mode: "local",
    }),
    requestTimeoutMs: 400,
  });
  app.get("/public", { config: { access: "public" } }, async () => ({ open: true }));
  app.get("/who", { config: { access: "signed-in" } }, async (request) => ({
    ...principalOf(request),
    ip: request.ip,
  }));
  app.get("/leads", { config: { access: ["service-lead", "operator"] } }, async () => ({ secret: true }));
  app.post(
    "/things/:id",
    {
      config: { access: ["crew"], bodyTypes: ["application/json", "application/fhir+json"] },
      schema: {
        params: z.object({ id: z.uuid() }),
        querystring: z.strictObject({ limit: z.coerce.number().int().max(100).optional() }),
        body: z.strictObject({
          age: z.int().min(0),
          name: z.string().optional(),
          parts: z.array(z.strictObject({ code: z.enum(["A", "B"]) })).optional(),
        }),
      },
    },
    async (request) => ({ age: request.body.age, bytes: rawBodyOf(request)?.length, ids: requestIdsOf(request) }),
  );
  app.post("/any", { config: { access: "public" } }, async (request) => ({ got: request.body }));
  app.get("/conflict", { config: { access: "public" } }, async () => {
    throw problem("REF_STALE_VERSION", {
      detail: "Read it again.",
      extra: { current: { state: "accepted" }, status: 200, code: "X" },
    });
  });
  app.get("/bug", { config: { access: "public" } }, async () => {
    throw new Error('insert into patient values ("Doris Testpatient", 9000000009) failed');
  });
  app.get("/away", { config: { access: "public" } }, async () => {
    throw Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });
  });
  app.get("/not-stored", { config: { access: "public" } }, async () => {
    throw problem("REF_NOT_STORED", { detail: "Ring the SPA.", retryAfterSeconds: 9, extra: { leak: 1 } });
  });
  app.get(
    "/mismatch",
    { config: { access: "public" }, schema: { response: { 200: z.object({ count: z.number() }) } } },
    async () => ({ count: "Doris Testpatient" }) as unknown as { count: number },
  );
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  port = Number(new URL(address).port);
});

afterAll(async () => {
  await app.close();
});

const thing = "/things/0b51d2a6-3f0e-4a53-9a4c-0f4d6a7f1c11";

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
    const server = await createHttpServer({ logger, ready: () => ({ ready: true }) });
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

describe("where a request may go", () => {
  it.each([
    ["GET", thing, 405, "POST"],
    ["PUT", "/who", 405, "GET, HEAD"],
    ["OPTIONS", "/who", 405, "GET, HEAD"],
    ["DELETE", "/health/live", 405, "GET, HEAD"],
    ["GET", "/nothing/here", 404, null],
    ["POST", "/nothing/here", 404, null],
    ["GET", "/who/", 404, null],
    ["POST", `/things/${"x".repeat(101)}`, 404, null],
    ["POST", "/things/not-a-uuid", 404, null],
  ])("N68: %s %s is %i", async (method, path, status, allow) => {
    const answer = await call(path, { method, ...(method === "POST" ? { body: '{"age":1}' } : {}) });
    expect([answer.status, answer.headers.get("allow")]).toEqual([status, allow]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it.each([
    ["TRACE /who", 405],
    ["TRACE /nothing", 405],
    ["GET /things/%2e%2e", 404],
    ["GET /%2e%2e/%2e%2e/etc/passwd", 404],
    ["GET /../who", 404],
    ["GET //who", 404],
    ["GET /public//", 404],
    ["GET /%00", 404],
    ["GET /%zz", 404],
  ])("N68: %s, as sent on the wire, is %i", async (line, status) => {
    const answer = await raw(`${line} HTTP/1.1\r\nHost: x\r\nX-Probe: echo-me\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/x-request-id: /i);
    expect(answer).toContain("application/problem+json");
    expect(answer).not.toContain("echo-me");
  });

  it("N58: what is not HTTP is 400 and the connection ends", async () => {
    for (const text of [
      "HELLO\r\n\r\n",
      "POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /any HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ]) {
      expect(await raw(text)).toMatch(/^HTTP\/1\.1 400 [\s\S]*X-Request-Id: [\s\S]*REF_BAD_REQUEST/i);
    }
    expect(await raw(`GET /who HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
});

describe("an answer", () => {
  it("echoes sane ids, makes them otherwise, and never takes a bare number", async () => {
    const guid = "6f1f2f0e-8a9e-4b57-9a5e-2f2b7f7a1b11";
    const echoed = await call("/public", { headers: { "x-request-id": guid, "x-correlation-id": "case-2026.01:7" } });
    expect([echoed.headers.get("x-request-id"), echoed.headers.get("x-correlation-id")]).toEqual([
      guid,
      "case-2026.01:7",
    ]);
    for (const strange of ["9000000009", "a b", "<script>", "x".repeat(101), "a"]) {
      const answer = await call("/nothing", { headers: { "x-request-id": strange } });
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers.get("x-correlation-id")).toBe(answer.headers.get("x-request-id"));
      expect(answer.body["requestId"]).toBe(answer.headers.get("x-request-id"));
    }
    const used = await call(thing, { body: '{"age":1}', headers: { "x-request-id": "9000000009" } });
    expect(used.body["ids"]).toMatchObject({
      requestIdOrigin: "replaced",
      requestId: used.headers.get("x-request-id"),
    });
  });

  it("is problem+json with a code of the closed list, and extra members cannot hide it", async () => {
    const answer = await call("/conflict");
    expect(answer.body).toEqual({
      type: "urn:ucrt:problem:stale-version",
      title: problemCodes.REF_STALE_VERSION.title,
      status: 409,
      code: "REF_STALE_VERSION",
      detail: "Read it again.",
      current: { state: "accepted" },
      requestId: answer.headers.get("x-request-id"),
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("of a bug says nothing about the inside, to the caller or the log", async () => {
    lines.length = 0;
    const answer = await call("/bug");
    expect(answer.body).toEqual({
      type: "urn:ucrt:problem:internal",
      title: problemCodes.REF_INTERNAL.title,
      status: 500,
      code: "REF_INTERNAL",
      requestId: answer.headers.get("x-request-id"),
    });
    const logged = lines.find((line) => line.includes("a request failed")) ?? "";
    expect(logged).toContain('"route":"/bug"');
    expect(logged).toContain("http-server.test.ts");
    expect(lines.join("")).not.toMatch(/Doris|9000000009/);
  });

  it("that does not fit its own schema is a 500, and the log names the path, not the value", async () => {
    lines.length = 0;
    expect((await call("/mismatch")).body["code"]).toBe("REF_INTERNAL");
    const logged = lines.find((line) => line.includes("does not fit its own schema")) ?? "";
    expect(logged).toContain('"path":"count"');
    expect(lines.join("")).not.toContain("Doris");
  });

  it("of 503 says when to come back", async () => {
    const away = await call("/away");
    expect([away.status, away.body["code"], away.headers.get("retry-after")]).toEqual([503, "REF_UNAVAILABLE", "5"]);
    expect(away.text).not.toMatch(/5432|ECONNREFUSED/);
    const lost = await call("/not-stored");
    expect([lost.status, lost.body["detail"], lost.headers.get("retry-after"), lost.body["leak"]]).toEqual([
      503,
      "Ring the SPA.",
      "9",
      undefined,
    ]);
  });
});

describe("the log", () => {
  it("never sees a URL's path value, query, body, token or name", async () => {
    lines.length = 0;
    const canary = "canary7731";
    await call(`/public?nhsNumber=${canary}`);
    await call(`${thing}?q=${canary}`, { body: JSON.stringify({ age: 1, name: canary }) });
    await call(thing, { body: `{"${canary}": "${canary}"` });
    await call(thing, { body: JSON.stringify({ age: canary, [canary]: 1 }) });
    await call(`/nothing/${canary}?q=${canary}`);
    await call(`/things/${canary}`, { body: "{}" });
    await call("/who", {
      headers: { authorization: `Bearer ${canary}.${canary}.${canary}`, cookie: `session=${canary}` },
    });
    await raw(`GET /${canary} HTTP/9.9\r\n\r\n`);
    const all = lines.join("");
    expect(lines.length).toBeGreaterThanOrEqual(7);
    expect(all).not.toContain(canary);
    expect(all).not.toContain(crewToken);
    expect(all).not.toContain(crew.name);
    expect(all).not.toContain("0b51d2a6");
    expect(all).toContain('"route":"/things/:id"');
    expect(all).toContain('"route":"unmatched"');
  });
});
