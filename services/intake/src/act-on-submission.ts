/**
 * `POST /api/submissions/{id}/amend|withdraw|acknowledge`: the sender changes, takes back, or has read what came of its referral.
 * In: the submission's id, the body, `X-Request-Id`. Out: 202 once stored; `queue` hears of it as of any submission. 404 outside the caller's scope.
 */
import { z } from "zod";
import { caseIdFields, isSpa, type FeedMessage } from "@ucrt/domain";
import { acknowledgeSubmissionBody, submitAnswer, withdrawBody, type Principal } from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import type { FastifyRequest } from "fastify";
import { followedOrNotFound } from "./get-submissions.ts";
import { hashOf } from "./ids.ts";
import { checkMaySubmit } from "./may-submit.ts";
import { answerBody, idempotencyKeyOf, rawTextOf } from "./post-referral.ts";
import { readFeedMessage } from "./read-feed-message.ts";
import type { FollowedSubmission } from "./read-submissions.ts";
import { storeAndAnswer, type SubmitDeps } from "./submit.ts";

const params = z.object({ id: z.guid() });

/** Adds the three routes. */
export function addActOnSubmission(app: HttpServer, deps: SubmitDeps): void {
  app.post(
    "/api/submissions/:id/amend",
    { schema: { params, body: z.unknown(), response: { 202: submitAnswer } } },
    async (request, reply) => {
      const about = await followedOrNotFound(deps.db, request.params.id, principalOf(request));
      return reply
        .code(202)
        .send(answerBody(await store(deps, request, { about, given: amendmentOf(deps, request, about) })));
    },
  );

  app.post(
    "/api/submissions/:id/withdraw",
    { schema: { params, body: withdrawBody, response: { 202: submitAnswer } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const about = await followedOrNotFound(deps.db, request.params.id, principal);
      const { reason, by, at } = request.body;
      const given = messageAbout(about, principal, { kind: "withdrawal", reason, ...(at === undefined ? {} : { at }) });
      return reply
        .code(202)
        .send(answerBody(await store(deps, request, { about, given, by: namedPersonOf(principal, by) })));
    },
  );

  app.post(
    "/api/submissions/:id/acknowledge",
    { schema: { params, body: acknowledgeSubmissionBody, response: { 202: submitAnswer } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const about = await followedOrNotFound(deps.db, request.params.id, principal);
      const { acknowledges, by, at } = request.body;
      const given = messageAbout(about, principal, {
        kind: "acknowledgement",
        acknowledges,
        by: acknowledger(principal, by),
        ...(at === undefined ? {} : { at }),
      });
      return reply.code(202).send(answerBody(await store(deps, request, { about, given })));
    },
  );
}

type NamedInBody = z.output<typeof acknowledgeSubmissionBody>["by"];

/** Whom SPA or a system names, else who is signed in; a system is nobody. */
function namedPersonOf(principal: Principal, by: NamedInBody) {
  const speaksForOthers = isSpa(principal) || principal.role === "feed";
  if (by !== undefined && speaksForOthers)
    return { name: by.name, role: by.role, ...(by.registration === null ? {} : { registration: by.registration }) };
  return principal.role === "feed"
    ? undefined
    : {
        name: principal.name,
        role: principal.role,
        ...(principal.registration === undefined ? {} : { registration: principal.registration }),
      };
}

/** A named person acknowledges. SPA never does so for itself: it names whom it spoke to. */
function acknowledger(principal: Principal, by: NamedInBody) {
  const named = isSpa(principal) && by === undefined ? undefined : namedPersonOf(principal, by);
  if (named === undefined)
    throw problem("REF_INVALID", {
      errors: [
        {
          field: "by",
          message: "Who acknowledges: this is missing; a system, or SPA for a caller, names the person who read it.",
        },
      ],
    });
  return named;
}

/**
 * A message of the submission's own feed about its own case. SPA writes down what the sender said on the telephone, so it speaks as the sender's
 * organisation: under its own, `queue` would set an acknowledgement aside as somebody else's.
 */
function messageAbout(about: FollowedSubmission, principal: Principal, content: object): FeedMessage {
  const message = {
    [caseIdFields[about.feed]]: about.caseId ?? "",
    organisation: isSpa(principal) ? about.organisation : principal.organisation,
    channel: isSpa(principal) ? "phone" : "form",
    ...content,
  };
  // Built from parts that were parsed; the field of the case id depends on the feed, which the compiler cannot follow.
  return { feed: about.feed, message } as unknown as FeedMessage;
}

/** The body is a whole message of the feed, for the same case. */
function amendmentOf(deps: SubmitDeps, request: FastifyRequest, about: FollowedSubmission): FeedMessage {
  const { feed } = about;
  const sent =
    typeof request.body === "object" && request.body !== null && !Array.isArray(request.body)
      ? (request.body as Readonly<Record<string, unknown>>)
      : {};
  const value = { ...sent, kind: sent["kind"] ?? "amendment" };
  checkMaySubmit({ feed, value, principal: principalOf(request), directory: deps.directory });
  const read = readFeedMessage({
    feed,
    value,
    receivedAtMs: deps.clock.nowMs(),
    directory: deps.directory,
    unknownFields: "refused",
  });
  if (!read.ok) throw problem("REF_INVALID", { errors: [...read.errors] });
  if (read.given.message.kind !== "amendment")
    throw problem("REF_INVALID", { errors: [{ field: "kind", message: "Kind of message: this must be amendment." }] });
  const field = caseIdFields[feed];
  if (value[field as keyof typeof value] !== about.caseId)
    throw problem("REF_INVALID", { errors: [{ field, message: "This is not the case of this submission." }] });
  return read.given;
}

interface ToStore {
  readonly about: FollowedSubmission;
  readonly given: FeedMessage;
  readonly by?: ReturnType<typeof namedPersonOf>;
}

async function store(deps: SubmitDeps, request: FastifyRequest, { about, given, by }: ToStore) {
  const { requestId, correlationId } = idempotencyKeyOf(request);
  const principal = principalOf(request);
  const body = rawTextOf(request);
  return storeAndAnswer(deps, {
    feed: about.feed,
    given,
    organisation: principal.organisation,
    requestId,
    correlationId,
    body,
    // The same body about another submission is another message.
    bodyHash: hashOf(`${given.message.kind} ${about.referralId}\n${body}`),
    receivedAtMs: null,
    subject: principal.subject,
    ...(by === undefined ? {} : { by }),
    referralId: about.referralId,
    case: { feed: about.feed, organisation: about.organisation, caseId: about.caseId ?? "" },
  });
}
