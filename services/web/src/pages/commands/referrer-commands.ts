/** Whoever referred answers us, or SPA records it for them. In: answers of a form, the row as it is. Out: a body of the contract. */
import type { BoardRow } from "@ucrt/schemas";
import { choice, clinicianOf, codes, isTeam, type CommandSpec } from "./command-parts.ts";

export const referrerCommands = {
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
} satisfies Readonly<Record<string, CommandSpec>>;

function whatIsOpen(row: BoardRow): string {
  if (row.state === "advised") return "advice";
  if (row.state === "handed-back") return "hand-back";
  return row.alarms.includes("amended-after-acceptance") ? "amendment" : "alert";
}
