/**
 * Each command as a person gives it: what the button says, what is asked, what is sent. In: answers of a form, the row as it is. Out: a body of the contract.
 * Asks for nothing that is already known; decides nothing: who may do what is the queue's decision.
 */
import {
  breachReason,
  changeReason,
  closeOutcome,
  declineReason,
  handBackReason,
  onwardService,
  outcome,
  response,
  type BoardRow,
  type CommandName,
  type Principal,
} from "@ucrt/schemas";
import { nearestInstant } from "../format.ts";
import { codeInWords, outcomeWords, responseWords } from "../words.ts";

export interface Choice {
  readonly value: string;
  readonly words: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: "choice" | "text" | "long-text" | "time" | "number" | "yes-no" | "confirm";
  readonly choices?: readonly Choice[];
  readonly hint?: string;
  readonly isOptional?: boolean;
  readonly first?: string;
}

export type Values = Readonly<Record<string, string>>;

export interface CommandSituation {
  readonly row: BoardRow;
  readonly principal: Principal;
  readonly nowMs: number;
  readonly teams: readonly Choice[];
  readonly services: readonly Choice[];
  /** Open calls of this referral. */
  readonly callTasks: readonly { readonly taskId: string; readonly words: string }[];
  /** Suggested or made links. */
  readonly links: readonly { readonly other: string; readonly words: string }[];
}

export interface CommandSpec {
  readonly button: string;
  readonly kind: "main" | "plain" | "warning";
  /** Blocked while the board is not live: two people could do it unknowingly. */
  readonly needsLive?: boolean;
  /** May have happened earlier, on the telephone or without signal. */
  readonly mayBeLate?: boolean;
  readonly fields?: (situation: CommandSituation) => readonly Field[];
  readonly body?: (values: Values, situation: CommandSituation) => Readonly<Record<string, unknown>>;
}

const codes = (options: readonly string[], words: (code: string) => string = codeInWords): readonly Choice[] =>
  options.map((value) => ({ value, words: words(value) }));
const choice = (name: string, label: string, choices: readonly Choice[], more: Partial<Field> = {}): Field => ({
  name,
  label,
  kind: "choice",
  choices,
  ...more,
});
const yesNo = (name: string, label: string): Field => ({ name, label, kind: "yes-no" });
const confirm = (name: string, label: string): Field => ({ name, label, kind: "confirm" });
const reasonOfChange = choice("reason", "Why", codes(changeReason.options));
const note: Field = {
  name: "note",
  label: "Note",
  kind: "long-text",
  isOptional: true,
  hint: "Kept apart from the record's codes, and erasable.",
};

const instantOf = (field: string | undefined, nowMs: number): string | undefined => {
  const at = field === undefined ? undefined : nearestInstant(field, nowMs);
  return at === undefined ? undefined : new Date(at).toISOString();
};
/** An expected time lies ahead: one that reads as past is tomorrow's. */
const aheadOf = (field: string | undefined, nowMs: number): string | undefined => {
  const at = field === undefined ? undefined : nearestInstant(field, nowMs);
  if (at === undefined) return undefined;
  return new Date(at < nowMs - 60 * 60_000 ? at + 24 * 60 * 60_000 : at).toISOString();
};

const isTeam = (principal: Principal): boolean => principal.role.startsWith("ucrt-");
const clinicianFields: readonly Field[] = [
  { name: "clinicianName", label: "Name of the clinician", kind: "text" },
  { name: "clinicianRole", label: "Their role", kind: "text", first: "Nurse" },
];
const clinicianOf = (values: Values) => ({
  name: values["clinicianName"],
  role: values["clinicianRole"],
  registration: null,
});
/** Whoever acts for somebody else says for whom: SPA on the telephone, a lead for a visitor. */
const onBehalf = ({ principal }: CommandSituation): readonly Field[] => (isTeam(principal) ? [] : clinicianFields);
const onBehalfBody = (values: Values, { principal }: CommandSituation) =>
  isTeam(principal) ? {} : { byPhone: true, clinician: clinicianOf(values) };

const minutesAhead = (nowMs: number, minutes: number): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(
    nowMs + minutes * 60_000,
  );

export const commandSpecs: Readonly<Record<CommandName, CommandSpec>> = {
  claim: { button: "I am on it", kind: "plain", needsLive: true },
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
  seen: { button: "Seen", kind: "plain", body: (_values, { row }) => ({ offerId: row.offer?.offerId }) },
  accept: {
    button: "Accept",
    kind: "main",
    needsLive: true,
    mayBeLate: true,
    fields: (situation) => [
      { name: "expectedAt", label: "Expected there at", kind: "time", first: minutesAhead(situation.nowMs, 45) },
      ...onBehalf(situation),
    ],
    body: (values, situation) => ({
      offerId: situation.row.offer?.offerId,
      expectedAt: aheadOf(values["expectedAt"], situation.nowMs),
      ...onBehalfBody(values, situation),
    }),
  },
  decline: {
    button: "Decline",
    kind: "plain",
    mayBeLate: true,
    fields: () => [choice("reason", "Why", codes(declineReason.options)), note],
    body: (values, { row, principal }) => ({
      offerId: row.offer?.offerId,
      reason: values["reason"],
      byPhone: !isTeam(principal),
    }),
  },
  eta: {
    button: "Running late",
    kind: "plain",
    fields: ({ nowMs }) => [
      { name: "expectedAt", label: "Now expected at", kind: "time", first: minutesAhead(nowMs, 30) },
      reasonOfChange,
    ],
    body: (values, { nowMs }) => ({ expectedAt: aheadOf(values["expectedAt"], nowMs), reason: values["reason"] }),
  },
  contact: {
    button: "Record a contact",
    kind: "plain",
    mayBeLate: true,
    fields: () => [
      choice("medium", "How", codes(["telephone", "video", "text"])),
      choice("with", "With", codes(["patient", "carer", "referrer", "other"])),
      yesNo("reached", "Reached"),
    ],
    body: (values) => ({ medium: values["medium"], with: values["with"], reached: values["reached"] === "yes" }),
  },
  "en-route": { button: "On my way", kind: "main", mayBeLate: true },
  arrive: {
    button: "Arrived",
    kind: "main",
    mayBeLate: true,
    fields: ({ row, nowMs }) =>
      row.response === "two-hour" && nowMs > row.twoHourDueAt
        ? [choice("breachReason", "Over two hours: why", codes(breachReason.options))]
        : [],
    body: (values) => ({ breachReason: values["breachReason"] }),
  },
  "no-access": {
    button: "Can’t get in",
    kind: "plain",
    mayBeLate: true,
    fields: () => [
      { name: "callsMade", label: "Calls made to the person", kind: "number", first: "2" },
      yesNo("nextOfKinCalled", "Next of kin called"),
      yesNo("referrerCalled", "Referrer called"),
      choice("welfareCheckAskedOf", "Welfare check asked of", codes(["none", "999", "police"]), { first: "none" }),
      note,
    ],
    body: (values) => ({
      callsMade: Number(values["callsMade"]),
      nextOfKinCalled: values["nextOfKinCalled"] === "yes",
      referrerCalled: values["referrerCalled"] === "yes",
      welfareCheckAskedOf: values["welfareCheckAskedOf"],
    }),
  },
  "escalate-999": {
    button: "Needs 999",
    kind: "warning",
    mayBeLate: true,
    fields: () => [
      choice("reason", "Why", codes(["deterioration", "red-flag", "no-access", "scene-unsafe", "other"])),
      {
        name: "incidentNumber",
        label: "Ambulance incident number",
        kind: "text",
        isOptional: true,
        hint: "When you have it; responsibility is shared until it and the handover are recorded.",
      },
      { name: "handedOverAt", label: "Handed over at", kind: "time", isOptional: true },
    ],
    body: (values, { nowMs }) => ({
      reason: values["reason"],
      incidentNumber: values["incidentNumber"],
      handedOverAt: instantOf(values["handedOverAt"], nowMs),
    }),
  },
  "transfer-team": {
    button: "Transfer to another team",
    kind: "plain",
    needsLive: true,
    fields: ({ teams }) => [
      choice("team", "Team", teams, { isOptional: true, hint: "Leave empty to let routing ask." }),
      reasonOfChange,
    ],
    body: (values) => ({ team: values["team"], reason: values["reason"] }),
  },
  "hand-back": {
    button: "Hand back",
    kind: "warning",
    fields: () => [choice("reason", "Why", codes(handBackReason.options)), note],
    body: ({ reason }) => ({ reason }),
  },
  onward: {
    button: "Hand on to a service",
    kind: "plain",
    fields: () => [
      choice("service", "Service", codes(onwardService.options)),
      {
        name: "acceptedByName",
        label: "Accepted there by",
        kind: "text",
        isOptional: true,
        hint: "Until a named person has accepted, your team stays responsible.",
      },
    ],
    body: (values) => ({
      service: values["service"],
      acceptedBy:
        values["acceptedByName"] === undefined
          ? undefined
          : { name: values["acceptedByName"], role: "Receiving service", registration: null },
    }),
  },
  close: {
    button: "Close",
    kind: "main",
    fields: ({ row }) => [
      choice("outcome", "How it ended", codes(closeOutcome.options)),
      choice("summary", "Summary for the GP", codes(["sent", "to-be-sent", "not-needed"]), { first: "to-be-sent" }),
      ...(row.alarms.includes("two-hours-passed")
        ? [choice("breachReason", "Over two hours: why", codes(breachReason.options))]
        : []),
      ...(row.state === "onward-pending"
        ? [{ name: "onwardAcceptedByName", label: "Accepted onward by", kind: "text", isOptional: true } as const]
        : []),
      note,
    ],
    body: (values) => ({
      outcome: values["outcome"],
      summary: values["summary"],
      breachReason: values["breachReason"],
      onwardAcceptedBy:
        values["onwardAcceptedByName"] === undefined
          ? undefined
          : { name: values["onwardAcceptedByName"], role: "Receiving service", registration: null },
    }),
  },
  acknowledge: {
    button: "Acknowledged",
    kind: "main",
    mayBeLate: true,
    fields: (situation) => [
      choice("what", "What", codes(["advice", "hand-back", "amendment", "alert"]), {
        first: whatIsOpen(situation.row),
      }),
      ...(isTeam(situation.principal)
        ? []
        : [
            { name: "clinicianName", label: "Acknowledged by", kind: "text" } as const,
            { name: "clinicianRole", label: "Their role", kind: "text", first: "Referrer" } as const,
          ]),
    ],
    body: (values, situation) => ({
      what: values["what"],
      ...(isTeam(situation.principal) ? {} : { byPhone: true, by: clinicianOf(values) }),
    }),
  },
  "ask-a-nurse": { button: "Ask a nurse", kind: "main" },
  "agree-time": { button: "Time agreed", kind: "main" },
  "decline-time": { button: "Time does not work", kind: "plain" },
  leaving: { button: "I am leaving", kind: "main" },
  staying: { button: "I am staying", kind: "plain" },
  conveying: { button: "We are conveying", kind: "warning" },
};

function whatIsOpen(row: BoardRow): string {
  if (row.state === "advised") return "advice";
  if (row.state === "handed-back") return "hand-back";
  return row.alarms.includes("amended-after-acceptance") ? "amendment" : "alert";
}
