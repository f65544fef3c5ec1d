/** SPA steers: claims, offers to a team, decides, holds, calls, links. In: answers of a form, the row as it is. Out: a body of the contract. */
import { outcome, response, snoozeReason } from "@ucrt/schemas";
import { codeInWords, outcomeWords, responseWords, snoozeWords } from "../words.ts";
import {
  aheadOf,
  choice,
  codes,
  confirm,
  isClaimedByOther,
  minutesAhead,
  note,
  reasonOfChange,
  yesNo,
  type CommandSpec,
} from "./command-parts.ts";

/** Where the time field of a snooze starts; the area says how long it may be. */
const FIRST_SNOOZE_MINUTES = 4;

export const spaCommands = {
  claim: {
    button: "I am on it",
    kind: "plain",
    needsLive: true,
    // A colleague is on it: taking over is a choice of its own, never what a quick press does.
    fields: ({ row, principal, nowMs }) =>
      isClaimedByOther(row, principal, nowMs)
        ? [confirm("takeOver", `Take it over from ${row.claimedBy?.name ?? "a colleague"}`)]
        : [],
    body: ({ takeOver }) => ({ takeOver: takeOver === "yes" }),
  },
  release: {
    button: "Release",
    kind: "plain",
    fields: ({ row }) =>
      row.waitingFor === "hold"
        ? [
            choice("what", "What", [
              { value: "hold", words: "The hold: offer it now" },
              { value: "claim", words: "My claim" },
            ]),
          ]
        : [],
    body: ({ what }, { row }) => ({ what: row.waitingFor === "hold" ? what : "claim" }),
  },
  snooze: {
    button: "Put aside",
    kind: "plain",
    needsLive: true,
    fields: ({ nowMs }) => [
      choice(
        "reason",
        "Why",
        codes(snoozeReason.options, (code) => snoozeWords[code as keyof typeof snoozeWords]),
      ),
      { name: "untilAt", label: "Until", kind: "time", first: minutesAhead(nowMs, FIRST_SNOOZE_MINUTES) },
      note,
    ],
    body: ({ reason, untilAt }, { row, nowMs }) => ({
      reason,
      untilAt: aheadOf(untilAt, nowMs),
      expectedVersion: row.version,
    }),
  },
  unsnooze: { button: "Take up again", kind: "plain" },
  "withdraw-offer": {
    button: "Take the offer back",
    kind: "plain",
    needsLive: true,
    body: (_values, { row }) => ({ offerId: row.offer?.offerId }),
  },
  note: { button: "Add a note", kind: "plain", fields: () => [{ name: "note", label: "Note", kind: "long-text" }] },
  assign: {
    button: "Offer to a team",
    kind: "main",
    needsLive: true,
    fields: ({ teams }) => [choice("team", "Team", teams)],
    body: ({ team }, { row }) => ({ team, expectedVersion: row.version }),
  },
  review: {
    button: "Decide",
    kind: "main",
    needsLive: true,
    fields: ({ row, services }) => [
      choice(
        "outcome",
        "Outcome",
        codes(
          outcome.options.filter((one) => one !== "review"),
          (code) => outcomeWords[code as keyof typeof outcomeWords],
        ),
      ),
      choice(
        "response",
        "How soon",
        codes(response.options, (code) => responseWords[code as keyof typeof responseWords]),
        { first: row.response },
      ),
      reasonOfChange,
      choice("redirectTo", "Which service, if another", services, { isOptional: true }),
      note,
    ],
    body: (values, { row }) => ({
      outcome: values["outcome"],
      response: values["response"],
      reason: values["reason"],
      redirectTo: values["outcome"] === "redirect" ? values["redirectTo"] : undefined,
      expectedVersion: row.version,
    }),
  },
  hold: {
    button: "Hold until open",
    kind: "plain",
    needsLive: true,
    fields: () => [
      { name: "untilOpeningAt", label: "Until (opening time)", kind: "time", first: "08:00" },
      { name: "safeUntil", label: "A clinician says: safe until", kind: "time", first: "08:30" },
      yesNo("nightNumberGiven", "A night number was given"),
      confirm("worseningAdviceGiven", "Advice was given on what to do if it gets worse"),
      confirm("patientTold", "The person has been told"),
      note,
    ],
    body: (values, { row, nowMs }) => ({
      untilOpeningAt: aheadOf(values["untilOpeningAt"], nowMs),
      safeUntil: aheadOf(values["safeUntil"], nowMs),
      nightNumberGiven: values["nightNumberGiven"] === "yes",
      worseningAdviceGiven: true,
      patientTold: true,
      expectedVersion: row.version,
    }),
  },
  "record-call": {
    button: "Record a call",
    kind: "plain",
    mayBeLate: true,
    fields: ({ callTasks }) => [
      ...(callTasks.length === 0
        ? []
        : [
            choice(
              "taskId",
              "Which call",
              callTasks.map(({ taskId, words }) => ({ value: taskId, words })),
              { isOptional: true, first: callTasks[0]?.taskId ?? "" },
            ),
          ]),
      choice(
        "direction",
        "Which way",
        [
          { value: "made", words: "We rang" },
          { value: "received", words: "They rang" },
        ],
        { first: "made" },
      ),
      choice("with", "Whom", codes(["referrer", "team", "shift-lead", "999", "patient", "carer", "onward-service"])),
      { name: "personName", label: "Name of the person reached", kind: "text", isOptional: true },
      yesNo("reached", "Reached"),
      choice(
        "agreed",
        "Agreed",
        codes(["acknowledged", "will-convey", "will-wait", "other-service", "no-answer", "other"]),
      ),
      note,
    ],
    body: (values) => ({
      taskId: values["taskId"],
      direction: values["direction"],
      with: values["with"],
      person:
        values["personName"] === undefined
          ? undefined
          : { name: values["personName"], role: codeInWords(values["with"] ?? "other"), registration: null },
      reached: values["reached"] === "yes",
      agreed: values["agreed"],
    }),
  },
  link: {
    button: "Link the same person",
    kind: "plain",
    fields: ({ links }) => [
      choice(
        "other",
        "Other referral",
        links.map(({ other, words }) => ({ value: other, words })),
      ),
    ],
    body: ({ other }) => ({ other }),
  },
  unlink: {
    button: "Undo a link",
    kind: "plain",
    fields: ({ links }) => [
      choice(
        "other",
        "Other referral",
        links.map(({ other, words }) => ({ value: other, words })),
      ),
    ],
    body: ({ other }) => ({ other }),
  },
  "change-response": {
    button: "Change how soon",
    kind: "plain",
    fields: ({ row }) => [
      choice(
        "response",
        "How soon",
        codes(response.options, (code) => responseWords[code as keyof typeof responseWords]),
        { first: row.response },
      ),
      reasonOfChange,
    ],
    body: (values, { row }) => ({
      response: values["response"],
      reason: values["reason"],
      expectedVersion: row.version,
    }),
  },
  take: { button: "Ask 999 for it", kind: "main", needsLive: true },
  leave: { button: "Leave it with 999", kind: "plain" },
} satisfies Readonly<Record<string, CommandSpec>>;
