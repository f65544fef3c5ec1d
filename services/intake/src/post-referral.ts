/** `POST /api/feeds/{feed}/referrals`: a referral or an amendment from a person or a system. Answers 202 once it is stored. */
import { z } from "zod";
import { referralNumberOf } from "@ucrt/domain";
import { feed as feeds, submitAnswer, type Feed } from "@ucrt/schemas";
import { idWithoutMeaning, principalOf, problem, rawBodyOf, requestIdsOf, type HttpServer } from "@ucrt/service";
import type { FastifyRequest } from "fastify";
import type { Answer } from "./submission.ts";
import { submit, type SubmitDeps } from "./submit.ts";
import { statusUrlOf } from "./submitted-messages.ts";

/** Adds the route. */
export function addPostReferral(app: HttpServer, deps: SubmitDeps): void {
  app.post(
    "/api/feeds/:feed/referrals",
    {
      schema: { params: z.object({ feed: z.string() }), body: z.unknown(), response: { 202: submitAnswer } },
    },
    async (request, reply) => {
      const feed = feedOf(request.params.feed);
      const { requestId, correlationId } = idempotencyKeyOf(request);
      const answer = await submit(deps, {
        feed,
        value: request.body ?? null,
        body: rawTextOf(request),
        requestId,
        correlationId,
        principal: principalOf(request),
      });
      return reply.code(202).header("location", statusUrlOf(answer.referralId)).send(answerBody(answer));
    },
  );
}

/** The answer as its contract has it. */
export function answerBody(answer: Answer): z.output<typeof submitAnswer> {
  return {
    referralId: answer.referralId,
    referralNumber: referralNumberOf(answer.referralId),
    statusUrl: statusUrlOf(answer.referralId),
    status: "received",
    isAmendment: answer.isAmendment,
    suggestedLink: answer.suggestedLink,
    receivedAt: answer.receivedAtMs,
  };
}

/** `X-Request-Id` as the sender gave it. Throws 400 when there is none to recognise a repeat by. */
export function idempotencyKeyOf(request: FastifyRequest): {
  readonly requestId: string;
  readonly correlationId: string;
} {
  const { requestId, correlationId, requestIdOrigin } = requestIdsOf(request);
  if (requestIdOrigin === "taken") return { requestId, correlationId: idWithoutMeaning(correlationId) };
  const message =
    requestIdOrigin === "made"
      ? "X-Request-Id: this header is missing. Send a new GUID with each new message, and the same one when you repeat it."
      : "X-Request-Id: this must be a GUID, or 6 to 100 letters, digits and . _ : - with at least one letter.";
  throw problem("REF_BAD_REQUEST", { detail: message, errors: [{ field: "X-Request-Id", message }] });
}

/** The exact text of the body. */
export function rawTextOf(request: FastifyRequest): string {
  return rawBodyOf(request)?.toString("utf8") ?? "";
}

function feedOf(name: string): Feed {
  const known = feeds.safeParse(name);
  if (known.success) return known.data;
  throw problem("REF_NOT_FOUND", { detail: `There is no such feed. The feeds are ${feeds.options.join(", ")}.` });
}
