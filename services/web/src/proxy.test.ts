import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock, verifyInternalToken } from "@ucrt/service";
import { ownerOf } from "./pages/offline/owner-of.ts";
import { fromOwnPage, signIn, standBehind, startWeb, type Behind, type WebForTests } from "./web-for-tests.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

let behind: Behind;
let web: WebForTests;
let seen: Seen[] = [];

beforeAll(async () => {
  behind = await standBehind((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      seen.push({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(parts).toString("utf8"),
      });
      response.writeHead(202, {
        "content-type": "application/json",
        location: "/api/submissions/1",
        "set-cookie": "theirs=1",
        "x-request-id": "from-behind-1",
        "keep-alive": "timeout=1",
      });
      response.end('{"ok":true}');
    });
  });
  web = await startWeb(behind.url);
});
afterAll(async () => {
  await web.app.close();
  await behind.close();
});
beforeEach(() => {
  seen = [];
});

const post = (path: string, headers: Record<string, string>, body = "{}") =>
  fetch(`${web.url}${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

describe("a request passed on", () => {
  it("arrives as it was sent, to the byte, and its answer comes back without what belongs to the connection", async () => {
    const odd = '{ "kind":"referral",\n "kind": "twice", "note":"Zoë" }';
    const response = await post(
      "/api/feeds/ambulance/referrals?x=%C3%A9",
      { authorization: "Bearer a.b.c", "x-request-id": "request-1" },
      odd,
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", url: "/api/feeds/ambulance/referrals?x=%C3%A9", body: odd });
    expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer a.b.c", "x-request-id": "request-1" });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ ok: true });
    expect(response.headers.get("location")).toBe("/api/submissions/1");
    expect(response.headers.get("x-request-id")).toBe("from-behind-1");
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("carries no claim about who is calling, and no cookie", async () => {
    const cookie = await signIn(web.url, "spa-clinician");
    await post("/api/referrals/1/claim", {
      cookie,
      ...fromOwnPage,
      "x-user": "admin",
      "x-role": "spa-clinician",
      "x-forwarded-for": "10.0.0.1",
      "x-anything": "1",
    });
    expect(seen).toHaveLength(1);
    for (const name of ["cookie", "x-user", "x-role", "x-forwarded-for", "x-anything"])
      expect(seen[0]?.headers[name], name).toBeUndefined();
  });

  it("shows the services a fresh token of the person who is signed in", async () => {
    const cookie = await signIn(web.url, "ucrt-lead:ucrt-thurrock");
    await fetch(`${web.url}/api/queue`, { headers: { cookie } });
    const token = String(seen[0]?.headers["authorization"]).replace("Bearer ", "");
    const principal = await verifyInternalToken(token, { keys: web.keys, clock: systemClock, mode: "production" });
    expect(principal).toMatchObject({
      role: "ucrt-lead",
      team: "ucrt-thurrock",
      subject: "local:ucrt-lead:ucrt-thurrock",
    });
  });

  it("comes without a token when nobody is signed in: the service refuses, not the proxy", async () => {
    await fetch(`${web.url}/api/queue`, { headers: { cookie: "ucrt-session=made-up" } });
    expect(seen[0]?.headers["authorization"]).toBeUndefined();
  });

  it("is refused when another site's page sent it with the cookie, and when the browser says nothing of where it comes from", async () => {
    const cookie = await signIn(web.url, "spa-clinician");
    for (const headers of [
      { origin: "https://elsewhere.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "http://localhost:7000" },
      {},
    ] as Record<string, string>[]) {
      const response = await post("/api/referrals/1/claim", { cookie, ...headers });
      expect(response.status, JSON.stringify(headers)).toBe(403);
    }
    expect(seen).toHaveLength(0);
  });

  it("is refused when it was given by another person than the one who is signed in by now", async () => {
    const cookie = await signIn(web.url, "crew");
    const subject = "local:crew";
    const send = (expected: string) =>
      post("/api/feeds/ambulance/referrals", { cookie, ...fromOwnPage, "x-expected-person": expected });
    const refused = await send(await ownerOf("local:spa-clinician"));
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: "REF_OTHER_PERSON" });
    expect((await send("")).status).toBe(409);
    expect(seen).toHaveLength(0);
    expect((await send(await ownerOf(subject))).status).toBe(202);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers["x-expected-person"]).toBeUndefined();
  });

  it("is refused when its body is larger than any service takes", async () => {
    const response = await post(
      "/api/feeds/ambulance/referrals",
      { authorization: "Bearer a.b.c" },
      " ".repeat(262_145),
    );
    expect(response.status).toBe(413);
    expect(seen).toHaveLength(0);
  });

  it("finds nothing at an address that no service has", async () => {
    for (const path of ["/api/nothing", "/api/feedsx", "/api", "/api/metrics/../queue%2f"]) {
      const response = await fetch(`${web.url}${path}`, { headers: { accept: "application/json" } });
      expect(response.status, path).toBe(404);
      expect(await response.json()).toMatchObject({ code: "REF_NOT_FOUND" });
    }
  });
});

describe("the FHIR door at the public origin", () => {
  it("passes a sender's headers on, and refuses as an OperationOutcome where it refuses itself", async () => {
    const headers = { "content-type": "application/fhir+json", authorization: "Bearer a.b.c" };
    await post("/FHIR/R4/$process-message", { ...headers, "nhsd-target-identifier": "e30=" });
    expect(seen[0]).toMatchObject({ url: "/FHIR/R4/$process-message", headers: { "nhsd-target-identifier": "e30=" } });
    const refused = await post("/FHIR/R4/$process-message", headers, " ".repeat(262_145));
    expect(refused.status).toBe(413);
    expect(refused.headers.get("content-type")).toMatch(/^application\/fhir\+json/);
    expect(await refused.json()).toMatchObject({ resourceType: "OperationOutcome", issue: [{ severity: "error" }] });
  });
});

describe("a service that does not answer", () => {
  it("is said to be away, with the telephone number, and is not asked a second time", async () => {
    let asked = 0;
    const breaking = await standBehind((request) => {
      asked++;
      request.socket.destroy();
    });
    const alone = await startWeb(breaking.url);
    const response = await fetch(`${alone.url}/api/feeds/ambulance/referrals`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer a.b.c" },
      body: "{}",
    });
    expect(response.status).toBe(503);
    const problem = (await response.json()) as { code: string; detail: string };
    expect(problem.code).toBe("REF_UNAVAILABLE");
    expect(problem.detail).toMatch(/0344 257 3951/);
    expect(problem.detail).toMatch(/same X-Request-Id/);
    expect(response.headers.get("retry-after")).not.toBeNull();
    expect(asked).toBe(1);
    await alone.app.close();
    await breaking.close();
    const gone = await startWeb(breaking.url);
    expect((await fetch(`${gone.url}/api/queue`)).status).toBe(503);
    await gone.app.close();
  });
});
