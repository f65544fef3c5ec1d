/** A server with one route of each kind, on a real port, for the tests of the HTTP shell. Each test file gets its own. */
import { connect } from "node:net";
import { once } from "node:events";
import type { Principal } from "@ucrt/schemas";
import { z } from "zod";
import { authenticateByInternalToken, principalOf } from "./access.ts";
import { systemClock } from "./clock.ts";
import { problem } from "./errors.ts";
import { createHttpServer, requestIdsOf } from "./http-server.ts";
import type { HttpServer } from "./http-server.ts";
import { generateInternalKeys, mintInternalToken, readSigningKey, readVerifyingKeys } from "./internal-tokens.ts";
import { rawBodyOf } from "./json-body.ts";
import { createLogger } from "./logging.ts";
import { createMetricsRegistry } from "./telemetry.ts";

export const lines: string[] = [];
export const logger = createLogger({
  service: "test",
  level: "trace",
  destination: { write: (line) => void lines.push(line) },
});
export const crew: Principal = { subject: "crew-1", name: "Test Crew", role: "crew", organisation: "RYC" };

const pair = await generateInternalKeys();
export const signing = await readSigningKey(pair.privateKey);
export const crewToken = await mintInternalToken(crew, { key: signing, clock: systemClock });
export const app: HttpServer = await createHttpServer({
  logger,
  registry: createMetricsRegistry("test"),
  routes: "said-by-each-route",
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
const port = Number(new URL(address).port);

export const thing = "/things/0b51d2a6-3f0e-4a53-9a4c-0f4d6a7f1c11";

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

export async function call(path: string, options: Options = {}): Promise<Answer> {
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
export async function raw(text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  socket.on("error", () => {});
  socket.write(text);
  await once(socket, "close");
  return answer;
}
