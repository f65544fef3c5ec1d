/** Where a request may go, what it is told, and what the log sees of it. */
import { afterAll, describe, expect, it } from "vitest";
import { problemCodes } from "./errors.ts";
import { app, call, crew, crewToken, lines, raw, thing } from "./server-for-tests.ts";

afterAll(async () => {
  await app.close();
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
    expect(logged).toContain("server-for-tests.ts");
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
