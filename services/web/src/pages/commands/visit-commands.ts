/** The visit: on the way, there, not let in, 999, onward, the end. In: answers of a form, the row as it is. Out: a body of the contract. */
import { breachReason, closeOutcome, onwardService } from "@ucrt/schemas";
import { choice, codes, instantOf, note, yesNo, type CommandSpec } from "./command-parts.ts";

export const visitCommands = {
  "acknowledge-scene": { button: "I know the scene is unsafe", kind: "warning", mayBeLate: true },
  "summary-sent": { button: "Summary sent to the GP", kind: "plain", mayBeLate: true },
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
    fields: ({ row, nowMs }) => [
      choice("outcome", "How it ended", codes(closeOutcome.options)),
      choice("summary", "Summary for the GP", codes(["sent", "to-be-sent", "not-needed"]), { first: "to-be-sent" }),
      // The alarm goes away with the arrival, and the row does not say whether a reason was given then: asked where it may be needed.
      ...(row.response === "two-hour" && nowMs > row.twoHourDueAt
        ? [choice("breachReason", "If seen after two hours: why", codes(breachReason.options), { isOptional: true })]
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
} satisfies Readonly<Record<string, CommandSpec>>;
