/** A team answers an offer and works its job, or SPA records it for them. In: answers of a form, the row as it is. Out: a body of the contract. */
import { declineReason, handBackReason } from "@ucrt/schemas";
import {
  aheadOf,
  choice,
  codes,
  isTeam,
  minutesAhead,
  note,
  onBehalf,
  onBehalfBody,
  reasonOfChange,
  yesNo,
  type CommandSpec,
} from "./command-parts.ts";

export const teamCommands = {
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
} satisfies Readonly<Record<string, CommandSpec>>;
