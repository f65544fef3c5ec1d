/** The paths of telephone calls being written down, and of the fallback sheet, for the published contract. */
import * as contracts from "../index.ts";
import type { Route } from "./route.ts";

const gone = "It was sent or discarded, or was too old; `current` says how it ended.";
const conflict = "Somebody else took it up, or another tab saved it; `current` has its version and owner.";
const unknown = "No such call here.";

export const callRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/call-drafts",
    summary: "Calls that are being written down, with their owners, the oldest first. Nothing of what was typed.",
    tag: "Calls",
    answers: { 200: { text: "Rows.", schema: contracts.callDraftsAnswer } },
  },
  {
    method: "get",
    path: "/api/call-drafts/{id}",
    summary: "One's own call with what was typed. Every opening is recorded.",
    tag: "Calls",
    answers: {
      200: { text: "The draft.", schema: contracts.callDraftAnswer },
      404: { text: unknown },
      409: { text: "It is somebody else's: take it up first." },
      410: { text: gone },
    },
  },
  {
    method: "put",
    path: "/api/call-drafts/{id}",
    summary: "Save what was typed. Version 0 makes the draft.",
    tag: "Calls",
    body: contracts.saveCallDraftBody,
    answers: {
      200: { text: "Saved.", schema: contracts.callDraftRow },
      404: { text: unknown },
      409: { text: conflict },
      410: { text: gone },
    },
  },
  {
    method: "post",
    path: "/api/call-drafts/{id}/take-up",
    summary: "Go on with a call: it is the caller's from now on.",
    tag: "Calls",
    body: contracts.takeUpCallDraftBody,
    answers: {
      200: { text: "The draft.", schema: contracts.callDraftAnswer },
      404: { text: unknown },
      409: { text: conflict },
      410: { text: gone },
    },
  },
  {
    method: "post",
    path: "/api/call-drafts/{id}/offer",
    summary: "Ask a colleague of a role to go on with one's call. It stays the owner's until it is taken up.",
    tag: "Calls",
    body: contracts.offerCallDraftBody,
    answers: {
      200: { text: "The draft in the list.", schema: contracts.callDraftRow },
      404: { text: unknown },
      409: { text: conflict },
      410: { text: gone },
    },
  },
  {
    method: "post",
    path: "/api/call-drafts/{id}/discard",
    summary: "The call becomes no referral, with a coded reason. What was typed is erased.",
    tag: "Calls",
    body: contracts.discardCallDraftBody,
    answers: {
      200: { text: "How it ended.", schema: contracts.callDraftEnd },
      404: { text: unknown },
      409: { text: conflict },
      410: { text: gone },
    },
  },
  {
    method: "get",
    path: "/api/fallback-sheet",
    summary: "Every open case on one sheet for printing, with telephone numbers. Every making is recorded.",
    tag: "Queue",
    answers: { 200: { text: "The sheet.", schema: contracts.fallbackSheetAnswer } },
  },
  {
    method: "post",
    path: "/api/fallback-sheet/printed",
    summary: "Record that the sheet was printed.",
    tag: "Queue",
    body: contracts.sheetPrintedBody,
    answers: { 200: { text: "Recorded.", schema: contracts.sheetPrintedAnswer } },
  },
];
