// The product's side of the conversation as unit tests play it: answers to a request, tokens, and a receiver that does as it is told.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import type { MadeCase } from "./made-case.ts";
import { clientId, ownService, serviceIdSystem } from "./who-talks.ts";

/** A response bundle about a case. `status` is that of our Encounter. */
export function answerTo(
  one: MadeCase,
  answers: string,
  status: string,
  more: { readonly reason?: object; readonly outcome?: string; readonly newCase?: string } = {},
): string {
  const encounter = (id: string, value: string, state: string, rest: object = {}) => ({
    fullUrl: `urn:uuid:${id}`,
    resource: { resourceType: "Encounter", id, identifier: [{ value }], status: state, ...rest },
  });
  const [ours, sender] = [randomUUID(), randomUUID()];
  const reference = (id: string) => ({ reference: `urn:uuid:${id}` });
  return JSON.stringify({
    resourceType: "Bundle",
    type: "message",
    entry: [
      {
        fullUrl: `urn:uuid:${randomUUID()}`,
        resource: {
          resourceType: "MessageHeader",
          eventCoding: { code: "servicerequest-response" },
          sender: reference(sender),
          response: { identifier: answers, code: "ok" },
          focus: [reference(ours)],
        },
      },
      encounter(one.ids.encounter, one.cadNumber, "triaged"),
      encounter(ours, "UCRT-0001", status, more.reason === undefined ? {} : { reasonCode: [more.reason] }),
      ...(more.newCase === undefined ? [] : [encounter(randomUUID(), more.newCase, "finished")]),
      ...(more.outcome === undefined
        ? []
        : [
            {
              fullUrl: `urn:uuid:${randomUUID()}`,
              resource: {
                resourceType: "CarePlan",
                status: "completed",
                activity: [{ outcomeCodeableConcept: [{ text: more.outcome }] }],
              },
            },
          ]),
      { fullUrl: `urn:uuid:${sender}`, resource: { resourceType: "Organization", id: sender, name: "The UCRT" } },
    ],
  });
}

export interface TestKeys {
  readonly publicKey: string;
  readonly privateKey: CryptoKey;
  readonly privateJwk: JWK;
  /** The same as base64, with `alg` and `kid`. */
  readonly systemKey: string;
  readonly kid: string;
}

export async function testKeys(): Promise<TestKeys> {
  const pair = await generateKeyPair("RS512", { modulusLength: 2_048, extractable: true });
  const jwk: JWK = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const privateJwk = await exportJWK(pair.privateKey);
  return {
    publicKey: Buffer.from(JSON.stringify({ ...jwk, kid })).toString("base64"),
    privateKey: pair.privateKey,
    privateJwk,
    systemKey: Buffer.from(JSON.stringify({ ...privateJwk, kid, alg: "RS512" })).toString("base64"),
    kid,
  };
}

/** The form with which a token is asked for; `changes` spoils it. */
export async function tokenForm(
  keys: TestKeys,
  audience: string,
  changes: {
    readonly issuer?: string;
    readonly audience?: string | string[];
    readonly seconds?: number;
    readonly jti?: string;
    readonly kid?: string;
    readonly algorithm?: string;
    readonly key?: CryptoKey;
    readonly grant?: string;
  } = {},
): Promise<URLSearchParams> {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: changes.algorithm ?? "RS512", kid: changes.kid ?? keys.kid, typ: "JWT" })
    .setIssuer(changes.issuer ?? clientId)
    .setSubject(clientId)
    .setAudience(changes.audience ?? audience)
    .setJti(changes.jti ?? randomUUID())
    .setExpirationTime(Math.floor(Date.now() / 1000) + (changes.seconds ?? 240))
    .sign(changes.key ?? keys.privateKey);
  return new URLSearchParams({
    grant_type: changes.grant ?? "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  });
}

/** Headers of an answer. */
export function answerHeaders(token: string, ids: { readonly requestId?: string; readonly correlationId: string }) {
  return {
    authorization: `Bearer ${token}`,
    "content-type": "application/fhir+json;version=1.0.0",
    "x-request-id": ids.requestId ?? randomUUID(),
    "x-correlation-id": ids.correlationId,
    "nhsd-target-identifier": Buffer.from(JSON.stringify({ system: serviceIdSystem, value: ownService })).toString(
      "base64",
    ),
  };
}

export interface Receiver {
  readonly url: string;
  /** Every message that arrived, in order. */
  readonly arrived: readonly { readonly requestId: string; readonly correlationId: string; readonly body: string }[];
  stop(): Promise<void>;
}

/** The front door as a test wants it: gives tokens, and answers messages by `answer`, which is asked once for each. */
export async function receiver(
  answer: (
    number: number,
    message: { readonly body: string; readonly requestId: string },
  ) => {
    readonly status: number;
    readonly body?: object;
  },
): Promise<Receiver> {
  const arrived: { requestId: string; correlationId: string; body: string }[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    if (request.url === "/oauth2/token") {
      const token = { access_token: "a-token", token_type: "Bearer", expires_in: 600 };
      response.setHeader("content-type", "application/json").end(JSON.stringify(token));
      return;
    }
    const id = (name: string): string => String(request.headers[name]);
    const message = { requestId: id("x-request-id"), correlationId: id("x-correlation-id"), body };
    arrived.push(message);
    const { status, body: answered } = answer(arrived.length, message);
    response.setHeader("x-request-id", message.requestId);
    response.writeHead(status).end(JSON.stringify(answered ?? {}));
  };
  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    arrived,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

export const outcome = (issue: string): object => ({ resourceType: "OperationOutcome", issue: [{ code: issue }] });
