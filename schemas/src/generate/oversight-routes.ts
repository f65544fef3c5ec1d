/** The paths of those who watch over the service, for the published contract. */
import * as contracts from "../index.ts";
import type { Route } from "./route.ts";

export const oversightRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/refusals",
    summary: "Refusals, declines and lapses of a month by team, referrer and reason, unsuppressed (service lead).",
    tag: "Oversight",
    query: contracts.monthQuery,
    answers: { 200: { text: "Counts.", schema: contracts.refusalsAnswer } },
  },
  {
    method: "get",
    path: "/api/audit-sample",
    summary: "The month's drawn refusals and declines, coded and without identity, with their judgements.",
    tag: "Oversight",
    query: contracts.monthQuery,
    answers: { 200: { text: "Cases, drawn by a hash that nobody can choose.", schema: contracts.auditCasesAnswer } },
  },
  {
    method: "post",
    path: "/api/audit-sample/{id}/judgement",
    summary:
      "A registered clinician agrees or disagrees with a drawn refusal, with a coded reason. The first one stays.",
    tag: "Oversight",
    body: contracts.auditJudgementBody,
    answers: {
      200: { text: "The case as judged.", schema: contracts.auditCase },
      403: { text: "Not a registered clinician, or it is the caller's own refusal." },
      404: { text: "Not in this month's sample." },
      409: { text: "Somebody has judged it before." },
      422: { text: "The reason is not one of the area's." },
    },
  },
  {
    method: "post",
    path: "/api/subject-access",
    summary:
      "Everything kept of one person and who looked at it, by NHS number (privacy officer). Every look is audited.",
    tag: "Privacy",
    body: contracts.subjectAccessBody,
    answers: {
      200: { text: "The record; no referral when nobody has this number.", schema: contracts.subjectAccessAnswer },
      422: { text: "This is no NHS number." },
      429: { text: "Too many in five minutes." },
    },
  },
];
