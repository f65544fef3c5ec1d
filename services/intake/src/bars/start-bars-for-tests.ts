/** The BaRS door over a real database, and the other side of it: an HTTP server that plays a sender's endpoint as a test tells it to. */
import { routesOf } from "@ucrt/domain";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, jwtVerify } from "jose";
import { principal as principalContract, type Principal } from "@ucrt/schemas";
import { createHttpServer, systemClock, type HttpServer } from "@ucrt/service";
import { startForTests, testArea, testLogger, type IntakeForTests } from "../intake-for-tests.ts";
import { onFacts } from "../on-fact.ts";
import { createStore } from "../store-together.ts";
import { barsHeaders, senderAt, type Loose } from "./bars-for-tests.ts";
import type { BarsSender } from "./bars-senders.ts";
import { createAccessTokens, readBarsSigningKey } from "./fetch-access-token.ts";
import { addGetMetadata } from "./get-metadata.ts";
import { addGetServiceRequests } from "./get-service-requests.ts";
import { createInHand } from "./in-hand.ts";
import { oweAnswers } from "./owe-answers.ts";
import { addPostProcessMessage, type DoorDeps } from "./post-process-message.ts";
import { wrongInR4 } from "@ucrt/domain/wrong-in-r4";
import { deliverDue, type DeliveryOptions } from "./when-answers-are-due.ts";
import { operationOutcomes } from "./write-fhir.ts";

/** A POST that the endpoint has had. */
export interface Had {
  readonly requestId: string;
  readonly correlationId: string;
  readonly headers: IncomingMessage["headers"];
  readonly bundle: Loose;
}

export interface Endpoint {
  readonly origin: string;
  readonly had: Had[];
  /** How many tokens were given. */
  readonly tokens: () => number;
  /** How the next POSTs are answered, in order; afterwards 200 with the ids. */
  readonly answerNext: (...answers: readonly Answering[]) => void;
  readonly close: () => Promise<void>;
}

export type Answering = (response: ServerResponse, had: Had) => void;

/** An answer with the ids, as BaRS asks. */
export const answering =
  (status: number, issue?: string): Answering =>
  (response, { requestId, correlationId }) => {
    response.writeHead(status, {
      "content-type": "application/fhir+json",
      "x-request-id": requestId,
      "x-correlation-id": correlationId,
    });
    response.end(
      JSON.stringify(
        issue === undefined
          ? { resourceType: "Bundle" }
          : { resourceType: "OperationOutcome", issue: [{ severity: "error", code: issue }] },
      ),
    );
  };
export const droppingTheConnection: Answering = (response) => void response.destroy();
/** Something on the way that answers in the other side's place. */
export const asAStranger =
  (status: number): Answering =>
  (response) =>
    void response.writeHead(status, { "content-type": "text/html" }).end("<html>");

const pair = await generateKeyPair("RS512", { extractable: true, modulusLength: 2048 });
const signingKey = Buffer.from(JSON.stringify(await exportJWK(pair.privateKey))).toString("base64");

/** Starts the endpoint on a port of its own; its token endpoint checks the client's proof. */
export async function startEndpoint(): Promise<Endpoint> {
  const had: Had[] = [];
  const next: Answering[] = [];
  let given = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      if (request.url === "/oauth2/token") {
        const assertion = new URLSearchParams(body).get("client_assertion") ?? "";
        await jwtVerify(assertion, pair.publicKey, {
          algorithms: ["RS512"],
          issuer: "ucrt-spa",
          subject: "ucrt-spa",
          audience: `${origin}/oauth2/token`,
          requiredClaims: ["jti", "exp"],
        });
        given += 1;
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ access_token: `token-${given}`, token_type: "Bearer", expires_in: 600 }));
        return;
      }
      const one: Had = {
        requestId: String(request.headers["x-request-id"]),
        correlationId: String(request.headers["x-correlation-id"]),
        headers: request.headers,
        bundle: JSON.parse(body) as Loose,
      };
      had.push(one);
      const wrong = wrongInR4(one.bundle as object);
      if (wrong.length > 0) {
        // As a strict receiver would: the test then sees an answer that was refused.
        answering(400, "invalid")(response, one);
        return;
      }
      (next.shift() ?? answering(200))(response, one);
    })().catch(() => response.writeHead(401).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    had,
    tokens: () => given,
    answerNext: (...answers) => void next.push(...answers),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface BarsForTests {
  readonly intake: IntakeForTests;
  readonly app: HttpServer;
  readonly endpoint: Endpoint;
  readonly deps: DoorDeps;
  readonly delivery: DeliveryOptions;
  /** Facts as `queue` writes them. */
  readonly hear: ReturnType<typeof onFacts>;
  /** Sends what is due now. */
  readonly deliver: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Everything but Kafka. `changes` of the door: a store that hangs, a shorter time to answer. */
export async function startBarsForTests(changes: Partial<DoorDeps> = {}): Promise<BarsForTests> {
  const intake = await startForTests();
  const endpoint = await startEndpoint();
  const senders: ReadonlyMap<string, BarsSender> = new Map([
    ["RYC", senderAt(endpoint.origin)],
    [
      "RAJ",
      senderAt(endpoint.origin, { organisation: "RAJ", name: "Hospital trust", alertsStaffAutomatically: false }),
    ],
  ]);
  const { db } = intake;
  const { directory, spaPhone, wording, bars: settings, reasons, timeZone } = testArea;
  const deps: DoorDeps = {
    db,
    directory,
    clock: systemClock,
    store: createStore({ db, directory }),
    wakeRelay: () => undefined,
    alarmKeyReused: () => undefined,
    spaPhone,
    settings,
    senders,
    inHand: createInHand(),
    ...changes,
  };
  const delivery: DeliveryOptions = {
    db,
    senders,
    tokens: createAccessTokens({ signing: await readBarsSigningKey(signingKey), clock: systemClock }),
    settings,
    version: "1.5.0",
    clock: systemClock,
    logger: testLogger,
    wakeRelay: () => undefined,
    alarmAfterMs: 60_000,
  };
  const app = await doorFor(deps);
  return {
    intake,
    app,
    endpoint,
    deps,
    delivery,
    hear: onFacts({
      db,
      wording,
      wakeRelay: () => undefined,
      bars: {
        owe: (trx, facts) => oweAnswers(trx, facts, { settings, reasons, wording, spaPhone, timeZone }),
        wake: () => undefined,
      },
    }),
    deliver: () => deliverDue(delivery),
    close: async () => {
      await app.close();
      await endpoint.close();
      await intake.close();
    },
  };
}

/** The routes, for a caller that a header names. */
export async function doorFor(deps: DoorDeps): Promise<HttpServer> {
  const app = await createHttpServer({
    routes: routesOf("intake"),
    logger: testLogger,
    ready: () => ({ ready: true }),
    problemFormats: [operationOutcomes],
    authenticate: async (request) => {
      const header = request.headers["x-test-principal"];
      return typeof header === "string" ? principalContract.parse(JSON.parse(header)) : undefined;
    },
  });
  const reading = { ...deps, baseUrl: "https://front-door.example/FHIR/R4" };
  addPostProcessMessage(app, deps);
  addGetServiceRequests(app, reading);
  addGetMetadata(app, reading);
  return app;
}

export interface Answered {
  readonly status: number;
  readonly body: Loose;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Sends a bundle, or text as it is. */
export async function send(
  app: HttpServer,
  bundle: unknown,
  given: { readonly as: Principal | null; readonly headers?: Readonly<Record<string, string | undefined>> },
): Promise<Answered> {
  return ask(app, {
    method: "POST",
    url: "/FHIR/R4/$process-message",
    payload: typeof bundle === "string" ? bundle : JSON.stringify(bundle),
    ...given,
  });
}

/** Reads a path below `/FHIR/R4/`. */
export const read = (app: HttpServer, path: string, as: Principal | null): Promise<Answered> =>
  ask(app, { method: "GET", url: `/FHIR/R4/${path}`, as, headers: { "content-type": undefined } });

async function ask(
  app: HttpServer,
  given: {
    readonly method: "GET" | "POST";
    readonly url: string;
    readonly payload?: string;
    readonly as: Principal | null;
    readonly headers?: Readonly<Record<string, string | undefined>>;
  },
): Promise<Answered> {
  const { method, url, payload, as } = given;
  const headers = Object.entries({
    ...barsHeaders(as === null ? {} : { organisation: as.organisation }),
    ...given.headers,
    ...(as === null ? {} : { "x-test-principal": JSON.stringify(as) }),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await app.inject({
    method,
    url,
    headers: Object.fromEntries(headers),
    ...(payload === undefined ? {} : { payload }),
  });
  const body: Loose = answer.json();
  // Whatever a test is about: nothing leaves this door that is not valid R4.
  const wrong = wrongInR4(body);
  if (wrong.length > 0) throw new Error(`The door answered what is not valid R4: ${wrong.join("; ")}`);
  return { status: answer.statusCode, body, headers: answer.headers };
}

/** Issue codes and error codes of an OperationOutcome. */
export const issuesOf = ({ body }: Answered): readonly string[] =>
  body.resourceType === "OperationOutcome"
    ? body.issue.map((issue: Loose) => `${issue.details.coding[0].code} ${issue.code}`)
    : [`not an OperationOutcome: ${body.resourceType}`];
