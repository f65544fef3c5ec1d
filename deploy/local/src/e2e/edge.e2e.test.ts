// What anybody may try at the public edge: every role at every route, weapons in every field of every contract, paths that are none.
import { randomUUID } from "node:crypto";
import { request as sendRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasBusinessWith } from "@ucrt/domain/stated";
import { role, type Principal } from "@ucrt/schemas";
import { listedRoutes, openapi } from "@ucrt/schemas/openapi";
import { waitFor } from "@ucrt/testing";
import { suitableReferral } from "../simulation/journey.ts";
import { madeFromSchema, type Schema } from "./made-from-schema.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(() => system.stop());

const anyId = "00000000-0000-4000-8000-000000000000";
const document = openapi() as {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> } }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const people: readonly Omit<Principal, "subject">[] = role.options.map((one) => ({
  name: `Edge ${one}`,
  role: one,
  organisation: "RYC",
  ...(one.startsWith("ucrt-") ? { team: "ucrt-basildon-brentwood" } : {}),
  ...(one === "feed" ? { feeds: ["ambulance"] as const } : {}),
  ...(one.endsWith("-clinician") || one === "ucrt-lead"
    ? { registration: { body: "NMC", number: "00A0009E" } as const }
    : {}),
})) as readonly Omit<Principal, "subject">[];

const tokens = new Map<string, Promise<string>>();
const tokenOf = (who: Omit<Principal, "subject">): Promise<string> => {
  const known =
    tokens.get(who.role) ??
    fetch(`${system.stack.webUrl}/local/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(who),
    }).then(async (answer) => ((await answer.json()) as { token: string }).token);
  tokens.set(who.role, known);
  return known;
};

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function ask(who: Omit<Principal, "subject">, method: string, path: string, body?: string): Promise<Answer> {
  const answer = await fetch(`${system.stack.webUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(who)}`,
      "x-request-id": randomUUID(),
      ...(body === undefined
        ? {}
        : { "content-type": path.startsWith("/FHIR") ? "application/fhir+json" : "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
}

/** A path and method as they are: no client tidies them up first. */
const askRaw = (method: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(system.stack.webUrl);
    sendRequest({ hostname, port, method, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .once("error", reject)
      .end();
  });

/** In handfuls: as many at once as a few people. */
async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += 8) await Promise.all(items.slice(at, at + 8).map(work));
}

const bodyOf = ({ method, path }: (typeof listedRoutes)[number], text: string): unknown => {
  const content = document.paths[path]?.[method.toLowerCase()]?.requestBody?.content ?? {};
  const [media] = Object.values(content);
  return media === undefined ? {} : madeFromSchema(media.schema, document.components.schemas, text);
};

const tellsTooMuch =
  /\bat [^ ]+ \(|\.[jt]s:\d|node_modules|syntax error|\bselect .+ from |insert into |delete from |update \w+ set |kysely|pg_/i;

describe("every role at every published route", () => {
  it("is let in or told no as care at the front door states it, through the front door", async () => {
    const wrong: string[] = [];
    const asked = people.flatMap((who) => listedRoutes.map((route) => ({ who, route })));
    await each(asked, async ({ who, route: { method, path } }) => {
      const { status } = await ask(who, method, path.replaceAll("{id}", anyId), method === "GET" ? undefined : "{}");
      const isTold = status === 403;
      if (isTold === hasBusinessWith({ ...who, subject: "x" }, method, path) || status === 401)
        wrong.push(`${who.role}: ${method} ${path} was answered ${status}`);
    });
    expect(wrong).toEqual([]);
  });

  it("N25: gives a commissioner nothing of any person, whatever is asked", async () => {
    const referral = suitableReferral("ambulance", Date.now());
    const patient = referral.message["patient"] as Readonly<Record<string, unknown>>;
    const marked = { ...referral.message, patient: { ...patient, name: "Canarybird Zweiundvierzig" } };
    const sent = await system.senders.crew.post("/api/feeds/ambulance/referrals", marked, referral.requestId);
    expect(sent.status).toBe(202);
    const id = String(sent.body["referralId"]);
    await waitFor(
      async () => (await system.coordinator.get(`/api/referrals/${id}`)).status === 200,
      "the referral is with the queue",
      30_000,
    );
    const commissioner = people.find((who) => who.role === "commissioner");
    if (commissioner === undefined) throw new Error("nobody commissions");
    const canaries = ["Canarybird", "Zweiundvierzig", JSON.stringify(patient["nhsNumber"] ?? "Canarybird"), id];
    await each(listedRoutes, async ({ method, path }) => {
      const { text } = await ask(
        commissioner,
        method,
        path.replaceAll("{id}", id),
        method === "GET" ? undefined : JSON.stringify({ name: "Canarybird" }),
      );
      for (const canary of canaries) expect(text, `${method} ${path}`).not.toContain(canary);
    });
  });
});

describe("weapons", () => {
  const weapons = [
    "'; drop table queue.person; --",
    "%' or '1'='1",
    "%".repeat(100),
    "<script>alert(1)</script>",
    "\u202Eevil\u202C\u200B\r\nlevel=60",
    "=HYPERLINK(1)",
    "http://169.254.169.254/latest",
    "${jndi:ldap://127.0.0.1}",
  ];

  it.each(weapons.map((text) => [text]))(
    "N63, N64, N67: %j in every field of every contract is refused or taken literally",
    async (text) => {
      const wrong: string[] = [];
      await each(listedRoutes, async (route) => {
        const { method, path } = route;
        const who = people.find((one) => hasBusinessWith({ ...one, subject: "x" }, method, path));
        if (who === undefined) throw new Error(`Nobody has business with ${method} ${path}`);
        const answer =
          method === "GET"
            ? await ask(
                who,
                method,
                `${path.replaceAll("{id}", encodeURIComponent(text))}?q=${encodeURIComponent(text)}`,
              )
            : await ask(who, method, path.replaceAll("{id}", anyId), JSON.stringify(bodyOf(route, text)));
        if (answer.status >= 500 || (answer.status >= 400 && tellsTooMuch.test(answer.text.replaceAll(text, ""))))
          wrong.push(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
      });
      expect(wrong).toEqual([]);
    },
  );

  it.each(["[]", "null", '"text"', "1e999", '{"a":{"b":[{}]}}', "{", '{"__proto__":{"x":1}}'])(
    "N67: the body %s is nobody's fault of ours, at every route that takes one",
    async (body) => {
      const wrong: string[] = [];
      await each(
        listedRoutes.filter(({ method }) => method !== "GET"),
        async ({ method, path }) => {
          const who = people.find((one) => hasBusinessWith({ ...one, subject: "x" }, method, path));
          const answer = await ask(who ?? (people[0] as Principal), method, path.replaceAll("{id}", anyId), body);
          if (answer.status >= 500 || !answer.type.includes("json") || tellsTooMuch.test(answer.text))
            wrong.push(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
        },
      );
      expect(wrong).toEqual([]);
    },
  );
});

describe("paths that are none", () => {
  it.each([
    ["DELETE", "/session", [405]],
    ["POST", "/board", [405]],
    ["TRACE", "/api/queue", [405]],
    ["TRACE", "/nothing", [405]],
    ["GET", "/api/nothing", [404]],
    ["GET", "/api/queue/%2e%2e/teams", [404]],
    ["GET", "/api/../metrics", [404]],
    ["GET", "/%2e%2e/%2e%2e/etc/passwd", [404]],
    ["GET", "//api/queue", [404]],
    ["GET", "/api//queue", [404]],
    ["GET", "/api/referrals/a%00b", [404]],
    ["GET", `/referrals/${"a".repeat(101)}`, [404, 414]],
  ])("N68: %s %s", async (method, path, expected) => {
    expect(expected).toContain(await askRaw(method, path));
  });

  it("N76: metrics and the details of health are not at the public edge; the documents are", async () => {
    expect(await askRaw("GET", "/metrics")).toBe(404);
    for (const path of ["/api/metrics", "/health", "/health/details", "/health/ready/queue", "/queue/metrics"])
      expect([path, await askRaw("GET", path)]).toEqual([
        path,
        path === "/api/metrics" ? expect.toSatisfy((status: number) => status === 401 || status === 404) : 404,
      ]);
    const ready = await fetch(`${system.stack.webUrl}/health/ready`);
    expect(await ready.json()).toEqual({ ready: true });
    for (const path of ["/api/openapi.json", "/api/asyncapi.json"])
      expect([path, await askRaw("GET", path)]).toEqual([path, 200]);
  });
});
