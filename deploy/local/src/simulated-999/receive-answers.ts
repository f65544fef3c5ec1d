// Where answers arrive: the token endpoint and `$process-message` of the simulated ambulance service. In: HTTP from the product. Out: 200, or the
// refusals of the standard; what was understood goes on the stack. Fails on purpose when told to, so that retries are seen working.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ownService, serviceIdSystem } from "./who-talks.ts";
import { readAnswer } from "./read-answer.ts";
import type { StackOfCases } from "./stack-of-cases.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";

/**
 * `unavailable`: 503, nothing taken. `drop-before`: the line is cut, nothing taken. `drop-after`: taken, then the line is cut, so that the sender has to ask
 * again. `slow`: taken, answered late. `down`: nobody at home for anything.
 */
export type Fault = "none" | "unavailable" | "drop-before" | "drop-after" | "slow" | "down";

export interface Receiving {
  readonly tokens: TokenEndpoint;
  readonly stack: StackOfCases;
  readonly nowMs: () => number;
  /** Asked for each request that arrives, with the conversation it names; at the token endpoint there is none. */
  readonly faultOf: (correlationId: string | undefined) => Fault;
  /** @default 3,000 ms */
  readonly slowMs?: number;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly issue: string;
  readonly words: string;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const fhirJson = "application/fhir+json";

export function receiveAnswers(app: FastifyInstance, receiving: Receiving): void {
  const { tokens, stack, nowMs, faultOf, slowMs = 3_000 } = receiving;
  /** Answers by their X-Request-Id: taken, or being taken. */
  const taken = new Map<string, "taken" | "being-taken">();

  app.addContentTypeParser(
    [fhirJson, "application/x-www-form-urlencoded"],
    { parseAs: "string" },
    (_request, body, done) => done(null, body),
  );

  app.post("/oauth2/token", async (request, reply) => {
    if (faultOf(undefined) === "down") return cut(reply);
    const { status, body } = await tokens.grant(new URLSearchParams(String(request.body)));
    return reply.code(status).header("cache-control", "no-store").send(body);
  });

  // The dollar is part of the operation's name.
  app.post("/FHIR/R4/$process-message", async (request, reply) => {
    const ids = idsOf(request);
    const fault = faultOf(ids.correlationId);
    if (fault === "down") return cut(reply);
    void reply.headers({
      "x-request-id": ids.requestId,
      "x-correlation-id": ids.correlationId,
      "content-type": fhirJson,
    });
    const found = stack.withCorrelation(ids.correlationId);
    const note = (status: number | undefined, words: string, answer?: ReturnType<typeof understood>): void => {
      if (found === undefined) return;
      stack.add(found.made.cadNumber, {
        type: "received",
        atMs: nowMs(),
        requestId: ids.requestId,
        status,
        words,
        answer: answer?.ok ? answer.answer : undefined,
      });
    };
    const refuse = (refusal: Refusal): FastifyReply => {
      note(refusal.status, refusal.words);
      return reply.code(refusal.status).send(JSON.stringify(outcomeOf(refusal)));
    };

    const wrongHeader = refusalOfHeaders(request, ids, tokens);
    if (wrongHeader !== undefined) return refuse(wrongHeader);
    const state = taken.get(ids.requestId);
    if (state === "being-taken") return refuse(refusals.tooEarly);
    if (state === "taken") return refuse(refusals.duplicate);
    if (fault === "unavailable") return refuse(refusals.unavailable);
    if (fault === "drop-before") {
      note(undefined, "the line broke before we had it");
      return cut(reply);
    }
    const answer = understood(request, stack);
    if (!answer.ok) return refuse({ ...refusals.unreadable, words: answer.fault });
    const known = stack.withBundle(answer.answer.answers);
    if (known === undefined || found === undefined) return refuse(refusals.unknown);
    if (known !== found) return refuse(refusals.otherConversation);

    taken.set(ids.requestId, "being-taken");
    if (fault === "slow") await new Promise((resolve) => setTimeout(resolve, slowMs));
    taken.set(ids.requestId, "taken");
    const words = fault === "drop-after" ? "taken; our answer was lost" : fault === "slow" ? "taken, slowly" : "taken";
    note(200, words, answer);
    if (fault === "drop-after") return cut(reply);
    return reply.code(200).send(String(request.body));
  });
}

const refusals = {
  tooEarly: { status: 425, code: "REC_TOO_EARLY", issue: "duplicate", words: "the first attempt is still being taken" },
  duplicate: { status: 409, code: "REC_CONFLICT", issue: "duplicate", words: "we have it already (duplicate)" },
  unavailable: { status: 503, code: "REC_SERVICE_UNAVAILABLE", issue: "transient", words: "not now (on purpose)" },
  unreadable: { status: 400, code: "REC_BAD_REQUEST", issue: "structure", words: "not readable" },
  unknown: { status: 404, code: "REC_NOT_FOUND", issue: "not-found", words: "answers no request of ours" },
  otherConversation: {
    status: 400,
    code: "REC_BAD_REQUEST",
    issue: "value",
    words: "the correlation id belongs to another case than the request that is answered",
  },
} as const satisfies Record<string, Refusal>;

function refusalOfHeaders(
  request: FastifyRequest,
  ids: ReturnType<typeof idsOf>,
  tokens: TokenEndpoint,
): Refusal | undefined {
  const bad = (issue: string, words: string): Refusal => ({ status: 400, code: "REC_BAD_REQUEST", issue, words });
  const bearer = /^Bearer ([\w~+/.=-]+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer === undefined || !tokens.isIssued(bearer))
    return { status: 401, code: "REC_UNAUTHORIZED", issue: "forbidden", words: "no token of ours" };
  if (!guid.test(ids.requestId)) return bad("required", "X-Request-Id is no GUID");
  if (!guid.test(ids.correlationId)) return bad("required", "X-Correlation-Id is no GUID");
  const target = readTarget(request.headers["nhsd-target-identifier"]);
  if (target === undefined) return bad("required", "NHSD-Target-Identifier is missing or unreadable");
  if (target.value !== ownService || !sameSystem(target.system, serviceIdSystem))
    return bad("value", "NHSD-Target-Identifier names another service");
  if (!(request.headers["content-type"] ?? "").startsWith(fhirJson))
    return bad("invalid", "Content-Type is not FHIR JSON");
  return undefined;
}

function understood(request: FastifyRequest, stack: StackOfCases): ReturnType<typeof readAnswer> {
  return readAnswer(String(request.body), (bundleId) => stack.withBundle(bundleId)?.made.cadNumber);
}

function idsOf(request: FastifyRequest): { readonly requestId: string; readonly correlationId: string } {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return { requestId: text(request.headers["x-request-id"]), correlationId: text(request.headers["x-correlation-id"]) };
}

function readTarget(header: unknown): { readonly system: unknown; readonly value: unknown } | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(String(header), "base64").toString("utf8"));
    return typeof read === "object" && read !== null && "system" in read && "value" in read ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The official files write the same system with http and https, `Id` and `id`. */
function sameSystem(left: unknown, right: string): boolean {
  const plain = (system: string): string => system.replace(/^https?:\/\//i, "").toLowerCase();
  return typeof left === "string" && plain(left) === plain(right);
}

function outcomeOf({ code, issue, words }: Refusal): unknown {
  const system = "https://fhir.nhs.uk/Codesystem/http-error-codes";
  return {
    resourceType: "OperationOutcome",
    issue: [{ severity: "error", code: issue, details: { coding: [{ system, code }] }, diagnostics: words }],
  };
}

/** Ends the connection without an answer. */
function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
