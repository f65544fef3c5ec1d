/** Spans as a collector receives them: a real OTLP endpoint, a real request. In a process of its own, because the SDK is global. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { createLogger } from "./logging.ts";
import { startTelemetry } from "./telemetry.ts";

const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

it("sends request spans with the route pattern, joined to the caller's trace, and never the URL", async () => {
  const received: Buffer[] = [];
  const paths: string[] = [];
  const collector = createServer((request, response) => {
    paths.push(request.url ?? "");
    request.on("data", (chunk: Buffer) => received.push(chunk));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  await once(collector.listen(0, "127.0.0.1"), "listening");
  const { port } = collector.address() as AddressInfo;
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const program = `
    import { createHttpServer } from ${url("./http-server.ts")};
    import { createLogger } from ${url("./logging.ts")};
    import { startTelemetry } from ${url("./telemetry.ts")};
    const logger = createLogger({ service: "child" });
    const telemetry = await startTelemetry({ service: "child", endpoint: "http://127.0.0.1:${port}", logger });
    const app = await createHttpServer({ logger, tracing: telemetry.httpPlugin, routes: "said-by-each-route", ready: () => ({ ready: true }) });
    app.get("/things/:id", { config: { access: "public" } }, async (request) => { request.log.info("in the handler"); return {}; });
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    for (const path of ["/things/canary7731?nhsNumber=canary7731", "/nothing/canary7731"])
      await (await fetch(address + path, { headers: { traceparent: "00-${traceId}-b7ad6b7169203331-01" } })).text();
    await app.close();
    await telemetry.stop();
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  collector.closeAllConnections();
  collector.close();

  expect([code, output.includes("canary7731")]).toEqual([0, false]);
  expect(output).toMatch(new RegExp(`"traceId":"${traceId}".*"msg":"in the handler"`));
  expect(new Set(paths)).toEqual(new Set(["/v1/traces"]));
  const sent = Buffer.concat(received).toString("latin1");
  expect(sent).toContain("/things/:id");
  expect(sent).toContain("child");
  expect(sent).not.toContain("canary7731");
});

it("starts nothing without an endpoint", async () => {
  const telemetry = await startTelemetry({
    service: "test",
    endpoint: undefined,
    logger: createLogger({ service: "test", level: "fatal" }),
  });
  expect([telemetry.isExporting, telemetry.httpPlugin]).toEqual([false, undefined]);
  await telemetry.stop();
});
