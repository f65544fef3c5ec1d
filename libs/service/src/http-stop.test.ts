/** What a server does with requests while it stops: real sockets that are kept alive. */
import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { createHttpServer } from "./http-server.ts";
import { createLogger } from "./logging.ts";

function get(
  url: string,
  agent: Agent,
): Promise<{ readonly status: number | undefined; readonly connection: string | undefined; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { agent }, (response: IncomingMessage) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode, connection: response.headers.connection, text }));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/** A connection on which half a request has arrived, so that the server does not take it for idle. */
async function halfRequest(
  port: number,
  path: string,
): Promise<{ readonly socket: Socket; readonly finish: () => Promise<string> }> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n`);
  let answer = "";
  socket.on("data", (chunk) => (answer += String(chunk)));
  return {
    socket,
    finish: async () => {
      const closed = once(socket, "close");
      socket.write("\r\n");
      await closed;
      return answer;
    },
  };
}

it("answers what is in flight, says not ready, takes nothing new, and does not wait for kept-alive connections", async () => {
  const app = await createHttpServer({
    logger: createLogger({ service: "test", level: "fatal" }),
    routes: "said-by-each-route",
    ready: () => ({ ready: true }),
  });
  const started = Promise.withResolvers<void>();
  const mayFinish = Promise.withResolvers<void>();
  const isClosing = Promise.withResolvers<void>();
  const mayClose = Promise.withResolvers<void>();
  app.get("/slow", { config: { access: "public" } }, async () => {
    started.resolve();
    await mayFinish.promise;
    return { done: true };
  });
  app.get("/quick", { config: { access: "public" } }, async () => ({ quick: true }));
  // Runs after the shell's own hook: from here on the shell knows that it stops.
  app.addHook("preClose", async () => {
    isClosing.resolve();
    await mayClose.promise;
  });
  const base = await app.listen({ port: 0, host: "127.0.0.1" });
  const port = Number(new URL(base).port);
  const agent = new Agent({ keepAlive: true });

  const quick = await halfRequest(port, "/quick");
  const ready = await halfRequest(port, "/health/ready");
  const slow = get(`${base}/slow`, agent);
  await started.promise;
  const closed = app.close();
  await isClosing.promise;

  const late = await quick.finish();
  expect(late).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 2[\s\S]*REF_UNAVAILABLE/i);
  expect(await ready.finish()).toMatch(/^HTTP\/1\.1 503 [\s\S]*"ready":false/);
  mayClose.resolve();
  mayFinish.resolve();
  expect(await slow).toEqual({ status: 200, connection: "close", text: '{"done":true}' });
  await closed;
  agent.destroy();
  await expect(get(`${base}/quick`, new Agent())).rejects.toThrow(/ECONNREFUSED/);
}, 10_000);

it("lingers when told to: not ready, still answering, and ending every connection with its answer", async () => {
  const app = await createHttpServer({
    logger: createLogger({ service: "test", level: "fatal" }),
    routes: "said-by-each-route",
    ready: () => ({ ready: true }),
    lingerMs: 300,
  });
  app.get("/quick", { config: { access: "public" } }, async () => ({ quick: true }));
  const base = await app.listen({ port: 0, host: "127.0.0.1" });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect(await get(`${base}/quick`, agent)).toMatchObject({ status: 200, connection: "keep-alive" });
  const closed = app.close();
  expect(await get(`${base}/quick`, agent)).toEqual({ status: 200, connection: "close", text: '{"quick":true}' });
  expect(await get(`${base}/health/ready`, agent)).toMatchObject({ status: 503, connection: "close" });
  await closed;
  agent.destroy();
}, 10_000);
