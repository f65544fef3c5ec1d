// What an answer meets on its way: systems that redirect, never stop sending, never answer, or give no token. None of it throws, and none of it counts as taken.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "@ucrt/service";
import { generateKeyPair } from "jose";
import { afterEach, describe, expect, test } from "vitest";
import { testArea } from "../intake-for-tests.ts";
import { senderAt } from "./bars-for-tests.ts";
import { createAccessTokens } from "./fetch-access-token.ts";
import { sendAnswer, type Sent } from "./send-answer.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => void;
const answerId = "0d8a3f0e-2f7b-4a57-9a3e-0f5f3f0f8f01";
const bothIds = { "x-request-id": answerId, "x-correlation-id": answerId };
const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of close.splice(0)) await one();
});

async function serve(handle: Handle): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { privateKey } = await generateKeyPair("RS512", { modulusLength: 2048 });
const giveToken: Handle = (_request, response) =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ access_token: "t" }));

async function sendTo(handle: Handle, token: Handle = giveToken): Promise<Sent> {
  const origin = await serve((request, response) =>
    request.url === "/oauth2/token" ? token(request, response) : handle(request, response),
  );
  return sendAnswer(
    { answerId, correlationId: answerId, body: JSON.stringify({ resourceType: "Bundle", entry: [] }) },
    {
      sender: senderAt(origin),
      tokens: createAccessTokens({
        signing: { key: privateKey, algorithm: "RS512", kid: undefined },
        clock: systemClock,
      }),
      settings: testArea.bars,
      version: "1.5.0",
    },
  );
}

/** As much as the other side will take, until it takes no more. */
const withoutEnd =
  (status: number): Handle =>
  (_request, response) => {
    response.writeHead(status, { ...bothIds, "content-type": "application/json" });
    const part = Buffer.alloc(65_536, "x");
    void (async () => {
      while (!response.destroyed && response.socket?.destroyed === false) {
        response.write(part);
        await pause(1);
      }
    })();
  };

describe("an answer", () => {
  test("N66: does not follow a redirect: the list says whom we speak to", async () => {
    let elsewhere = 0;
    const other = await serve((_request, response) => {
      elsewhere += 1;
      response.end();
    });
    for (const status of [301, 302, 303, 307, 308])
      expect(
        (await sendTo((_request, response) => response.writeHead(status, { location: other }).end())).outcome,
      ).toBe("again");
    expect(elsewhere).toBe(0);
  });

  test.each<[string, Record<string, string>]>([
    ["no ids", {}],
    ["one id, as gateways give it back", { "x-request-id": answerId }],
    ["another conversation", { ...bothIds, "x-correlation-id": "0d8a3f0e-2f7b-4a57-9a3e-0f5f3f0f8f02" }],
    ["a page for people", { ...bothIds, "content-type": "text/html" }],
  ])("is not taken by something on the way: 200 with %s", async (_what, headers) => {
    expect((await sendTo((_request, response) => response.writeHead(200, headers).end())).outcome).toBe("again");
  });

  test("is taken by a 200 with both ids, with or without a body", async () => {
    expect((await sendTo((_request, response) => response.writeHead(200, bothIds).end())).outcome).toBe("delivered");
  });

  test("is not kept waiting by a body without end", async () => {
    expect(await sendTo(withoutEnd(200))).toMatchObject({ outcome: "delivered" });
    expect(await sendTo(withoutEnd(400))).toMatchObject({ outcome: "again", why: "http-400" });
  });

  test("waits for its token: none, one without end, or no JSON is tried again, and nothing is sent meanwhile", async () => {
    let posts = 0;
    const count: Handle = (_request, response) => {
      posts += 1;
      response.end();
    };
    for (const token of [
      withoutEnd(200),
      (_request, response) => response.writeHead(503).end(),
      (_request, response) => response.end("<html>"),
      (_request, response) => response.destroy(),
    ] satisfies Handle[])
      expect((await sendTo(count, token)).outcome).toBe("again");
    expect(posts).toBe(0);
  });

  test("says no more of a failure than its kind", async () => {
    const sent = await sendTo((_request, response) => response.destroy());
    expect(sent.why).toMatch(/^\w+$/);
  });
});
