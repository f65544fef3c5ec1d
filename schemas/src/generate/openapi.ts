/**
 * The HTTP contract as OpenAPI 3.1, made from the same Zod schemas that validate every request.
 * `deploy/local/src/e2e/front-door.e2e.test.ts` walks this list on the running product: each route exists and asks who is calling.
 */
import { z } from "zod";
import * as contracts from "../index.ts";
import { callRoutes } from "./call-routes.ts";
import { fhirRoutes } from "./fhir-routes.ts";
import { numbersRoutes } from "./numbers-routes.ts";
import { teamRoutes } from "./team-routes.ts";
import { oversightRoutes } from "./oversight-routes.ts";
import { embed } from "./json-schemas.ts";
import type { Route } from "./route.ts";

const feedRoutes = contracts.feed.options.map((feed): Route => ({
  method: "post",
  path: `/api/feeds/${feed}/referrals`,
  summary: `Submit a referral or an amendment (${feed}). 202 means stored, never accepted.`,
  tag: "Referrers",
  body: contracts.submitBodies[feed],
  requestIdRequired: true,
  answers: {
    202: {
      text: "Stored. The same sender, request id and body get the same answer again.",
      schema: contracts.submitAnswer,
    },
    409: { text: "This request id was used for another body." },
    413: { text: "The body is over 256 KiB." },
    415: { text: "The body is not JSON in UTF-8." },
    422: { text: "Every wrong field is named in the referrer's words." },
    503: { text: "It could not be stored. Nothing was kept: telephone the single point of access." },
  },
}));

const commandRoutes = contracts.commandNames.map((name): Route => ({
  method: "post",
  path: `/api/referrals/{id}/${name}`,
  summary: `Command: ${name}`,
  tag: "Commands",
  body: contracts.commandBodies[name],
  requestIdRequired: true,
  answers: {
    200: {
      text: "Done; the new state. A repeat with the same request id gets the stored answer.",
      schema: contracts.commandAnswer,
    },
    403: { text: "This role may not give this command." },
    404: { text: "No such referral in your scope." },
    409: { text: "Someone was first, or the version you saw is stale; `current` has the state now." },
    422: { text: "A field is wrong or a coded reason is missing." },
  },
}));

/** An amendment of any feed: which one, the submission knows. */
const amendBody = z.union([
  contracts.ambulanceAmendment,
  contracts.hospitalAmendment,
  contracts.primaryCareAmendment,
  contracts.communityAmendment,
]);

const routes: readonly Route[] = [
  ...feedRoutes,
  {
    method: "get",
    path: "/api/submissions",
    summary: "Own submissions, newest first.",
    tag: "Referrers",
    answers: { 200: { text: "Rows.", schema: contracts.submissionList } },
  },
  {
    method: "get",
    path: "/api/submissions/{id}",
    summary: "What became of a submission.",
    tag: "Referrers",
    answers: { 200: { text: "Status.", schema: contracts.submissionStatus }, 404: { text: "Not yours, or unknown." } },
  },
  {
    method: "post",
    path: "/api/submissions/{id}/amend",
    summary: "Change a referral: the whole new message of its feed, for the same case.",
    tag: "Referrers",
    body: amendBody,
    requestIdRequired: true,
    answers: {
      202: { text: "Stored.", schema: contracts.submitAnswer },
      404: { text: "Not yours, or unknown." },
      422: { text: "Every wrong field is named; the case must be this submission's." },
    },
  },
  {
    method: "post",
    path: "/api/submissions/{id}/acknowledge",
    summary: "A named person has read advice, a hand-back or a take.",
    tag: "Referrers",
    body: contracts.acknowledgeSubmissionBody,
    requestIdRequired: true,
    answers: { 202: { text: "Stored.", schema: contracts.submitAnswer }, 404: { text: "Not yours, or unknown." } },
  },
  {
    method: "post",
    path: "/api/submissions/{id}/withdraw",
    summary: "Take a referral back, until closure.",
    tag: "Referrers",
    body: contracts.withdrawBody,
    requestIdRequired: true,
    answers: { 202: { text: "Stored.", schema: contracts.submitAnswer } },
  },
  {
    method: "post",
    path: "/api/eligibility-checks",
    summary: "Would they take it? This is not a referral; nobody is told.",
    tag: "Referrers",
    body: contracts.eligibilityCheckBody,
    answers: { 200: { text: "Advice.", schema: contracts.eligibilityCheckAnswer } },
  },
  {
    method: "get",
    path: "/api/criteria",
    summary: "The criteria set in force, whole; ?version= gives an older one.",
    tag: "Referrers",
    answers: { 200: { text: "The set.", schema: contracts.criteriaAnswer } },
  },
  {
    method: "get",
    path: "/api/directory",
    summary: "Places, teams, services and practices, with who is open now.",
    tag: "Referrers",
    answers: { 200: { text: "The directory.", schema: contracts.directoryAnswer } },
  },
  {
    method: "get",
    path: "/api/queue",
    summary: "The board's rows in the caller's scope; `at` gives them as they stood at a past instant (service lead).",
    tag: "Queue",
    query: contracts.queueQuery,
    answers: { 200: { text: "Rows.", schema: contracts.queueAnswer } },
  },
  {
    method: "get",
    path: "/api/referrals/{id}",
    summary: "One referral: state, owner, deadline, findings, teams considered, history. Every read is audited.",
    tag: "Queue",
    answers: {
      200: { text: "The referral.", schema: contracts.referralView },
      404: { text: "Not in your scope, or unknown." },
    },
  },
  {
    method: "post",
    path: "/api/referrals/search",
    summary: "Search by person, incident, caller or referral number. Never in a URL.",
    tag: "Queue",
    body: contracts.searchBody,
    answers: {
      200: { text: "Rows.", schema: contracts.searchAnswer },
      422: { text: "Nothing to search by, or no referral number." },
    },
  },
  {
    method: "get",
    path: "/api/referrals/{id}/history",
    summary: "One referral's facts in words. Every read is audited.",
    tag: "Queue",
    answers: {
      200: { text: "Lines, oldest first.", schema: contracts.historyAnswer },
      404: { text: "Not in your scope, or unknown." },
    },
  },
  {
    method: "post",
    path: "/api/referrals/{id}/break-glass",
    summary: "Open a record for an hour, with a reason; reviewed by the privacy officer.",
    tag: "Privacy",
    body: contracts.breakGlassBody,
    answers: { 200: { text: "Until when it is open.", schema: contracts.breakGlassAnswer }, 404: { text: "Unknown." } },
  },
  {
    method: "get",
    path: "/api/referrals/{id}/accesses",
    summary: "Who looked at a record (privacy officer).",
    tag: "Privacy",
    answers: { 200: { text: "Accesses, oldest first.", schema: contracts.accessesAnswer } },
  },
  {
    method: "get",
    path: "/api/referrals/break-glass",
    summary: "Records that were opened with a reason, newest first (privacy officer).",
    tag: "Privacy",
    answers: { 200: { text: "Openings.", schema: contracts.breakGlassOpenings } },
  },
  {
    method: "post",
    path: "/api/referrals/break-glass/{id}/review",
    summary: "What the privacy officer found of an opening. The first review stays.",
    tag: "Privacy",
    body: contracts.breakGlassReviewBody,
    answers: { 200: { text: "The opening.", schema: contracts.breakGlassOpening }, 404: { text: "No such opening." } },
  },
  ...commandRoutes,
  {
    method: "get",
    path: "/api/teams",
    summary: "Teams: open, capacity, phone.",
    tag: "Teams",
    answers: { 200: { text: "Teams.", schema: contracts.teamsAnswer } },
  },
  {
    method: "put",
    path: "/api/teams/{id}/state",
    summary: "Open, pause, set capacity.",
    tag: "Teams",
    body: contracts.teamStateBody,
    answers: { 200: { text: "The team's state.", schema: contracts.teamState } },
  },
  {
    method: "get",
    path: "/api/parked",
    summary: "Messages nobody could read, masked.",
    tag: "Operations",
    answers: { 200: { text: "Rows.", schema: contracts.parkedAnswer } },
  },
  {
    method: "post",
    path: "/api/parked/{id}/replay",
    summary: "Send a parked message again to where it came from, once.",
    tag: "Operations",
    answers: {
      200: { text: "Sent again, and by whom.", schema: contracts.replayAnswer },
      409: { text: "It was replayed before, or retries are stopped." },
    },
  },
  {
    method: "post",
    path: "/api/parked/replays",
    summary: "Send chosen parked messages again, each once, as a task; more than one waits for a second operator.",
    tag: "Operations",
    body: contracts.replaysBody,
    answers: { 202: { text: "The task, with the state of each item.", schema: contracts.replayTask } },
  },
  {
    method: "post",
    path: "/api/parked/replays/{id}/approve",
    summary: "Agree, as the second operator, that several parked messages are sent again.",
    tag: "Operations",
    answers: {
      200: { text: "The task.", schema: contracts.replayTask },
      409: { text: "It was asked for by the same person: a second one is needed." },
    },
  },
  {
    method: "put",
    path: "/api/parked/retries",
    summary: "Stop all retries, or let them go on: parked messages sent again, and answers that senders did not take.",
    tag: "Operations",
    body: contracts.retriesBody,
    answers: { 200: { text: "As it is now, and who switched it.", schema: contracts.retriesAnswer } },
  },
  {
    method: "post",
    path: "/api/live/tickets",
    summary: "A single-use ticket for the websocket `/api/live` (30 s).",
    tag: "Live",
    answers: { 200: { text: "The ticket.", schema: contracts.liveTicket } },
  },
  ...callRoutes,
  ...oversightRoutes,
  ...numbersRoutes,
  ...teamRoutes,
  ...fhirRoutes,
];

const content = (schema: z.ZodType, components: Record<string, unknown>, mediaType = "application/json") => ({
  [mediaType]: { schema: embed(schema, components) },
});

const header = (name: string, required: boolean, description: string) => ({
  name,
  in: "header",
  required,
  description,
  schema: { type: "string", maxLength: 100 },
});

function operation(route: Route, components: Record<string, unknown>): Record<string, unknown> {
  const parameters: unknown[] = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  parameters.push(
    header("X-Request-Id", route.requestIdRequired ?? false, "Idempotency key; echoed."),
    header("X-Correlation-Id", false, "Conversation; echoed."),
  );
  for (const [name, field] of Object.entries(route.query?.shape ?? {})) {
    parameters.push({ name, in: "query", required: false, schema: embed(field as z.ZodType, components) });
  }
  const refusal =
    route.refusal === undefined
      ? { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }
      : content(route.refusal.schema, components, route.refusal.type);
  const responses: Record<string, unknown> = {};
  for (const [status, answer] of Object.entries(route.answers)) {
    const schema = answer.schema ?? contracts.problem;
    const type = Number(status) < 400 ? content(schema, components, route.mediaType) : refusal;
    responses[status] = { description: answer.text, content: type };
  }
  responses["default"] = {
    description: route.refusal === undefined ? "A problem (RFC 9457)." : "An OperationOutcome.",
    content: refusal,
  };
  return {
    summary: route.summary,
    tags: [route.tag],
    operationId: `${route.method}${route.path.replaceAll(/[^A-Za-z0-9]+(\w)?/g, (_all, letter: string | undefined) => (letter ?? "").toUpperCase())}`,
    parameters,
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: content(route.body, components, route.mediaType) } }),
    responses,
  };
}

/** The whole document, as an object in a stable order. */
export function openapi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  const components: Record<string, unknown> = {};
  embed(contracts.problem, components);
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route, components);
  return {
    openapi: "3.1.0",
    info: {
      title: "UCRT referral router",
      version: "1.0.0",
      description:
        "The front door of urgent community response. Received means stored; only a named person's acceptance means accepted.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ session: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "ucrt-session",
          description:
            "A person's browser, signed in at the identity provider from `/sign-in/start` on. Over https the cookie is called `__Host-ucrt-session`.",
        },
        token: {
          type: "oauth2",
          description:
            "A sending system: client credentials with a signed assertion (private_key_jwt); the access token is good for ten minutes. In local mode `POST /local/tokens` gives one for any role.",
          flows: { clientCredentials: { tokenUrl: "/oauth2/token", scopes: {} } },
        },
      },
      schemas: components,
    },
  };
}

/** Everything that is listed, for the test that walks it on the running product. */
export const listedRoutes: readonly { readonly method: string; readonly path: string }[] = routes.map(
  ({ method, path }) => ({ method: method.toUpperCase(), path }),
);
