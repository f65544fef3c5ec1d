/** The paths of the numbers for the published contract. */
import { z } from "zod";
import * as contracts from "../index.ts";
import type { Route } from "./route.ts";

export const numbersRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/metrics/report",
    summary: "The numbers of a month, quarter, year or week; for commissioners with disclosure control.",
    tag: "Numbers",
    query: contracts.reportQuery,
    answers: {
      200: { text: "Numbers with their definitions and how complete they are.", schema: contracts.reportAnswer },
      422: { text: "This period or breakdown is not allowed; the answer says what is." },
    },
  },
  {
    method: "get",
    path: "/api/metrics/report.csv",
    summary: "The same report as a table (RFC 4180): every value of the JSON, and no other.",
    tag: "Numbers",
    query: contracts.reportQuery,
    mediaType: "text/csv",
    answers: {
      200: { text: "One line for each fact about the report, each definition and each value.", schema: z.string() },
      422: { text: "This period or breakdown is not allowed; the answer says what is." },
    },
  },
  {
    method: "get",
    path: "/api/metrics/demand-by-hour",
    summary: "Referrals received by hour of the day over a quarter, against open hours and capacity.",
    tag: "Numbers",
    query: contracts.demandByHourQuery,
    answers: { 200: { text: "24 hours.", schema: contracts.demandByHourAnswer } },
  },
  {
    method: "get",
    path: "/api/metrics/reconciliation",
    summary: "Our months beside the published ones, and why they differ.",
    tag: "Numbers",
    answers: { 200: { text: "Months, and the published series.", schema: contracts.reconciliationAnswer } },
  },
  {
    method: "get",
    path: "/api/metrics/audit-sample",
    summary: "Refusals and declines of a month for a clinician to judge: ids only (service lead).",
    tag: "Numbers",
    query: contracts.auditSampleQuery,
    answers: { 200: { text: "Up to ten.", schema: contracts.auditSampleAnswer } },
  },
  {
    method: "get",
    path: "/api/metrics/throughput",
    summary: "Live numbers by hour, day or month and group, for staff. Commissioners read the report.",
    tag: "Numbers",
    query: contracts.throughputQuery,
    answers: {
      200: { text: "Numbers with their definitions.", schema: contracts.throughputAnswer },
      403: { text: "Commissioners read `/api/metrics/report`." },
    },
  },
  {
    method: "get",
    path: "/api/metrics/throughput.csv",
    summary: "The same rows as a table (RFC 4180).",
    tag: "Numbers",
    query: contracts.throughputQuery,
    mediaType: "text/csv",
    answers: { 200: { text: "A header line, then one line for each period and group.", schema: z.string() } },
  },
];
