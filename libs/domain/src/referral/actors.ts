/** Who acted, as facts name them. In: a principal, or a sender's message. Out: an Actor. Staff are named; patients and contacts never are. */
import type { Actor, NamedPerson, Principal } from "@ucrt/schemas";
import type { SubmittedMessage } from "./decision.ts";

/** A signed-in person. */
export const actorOf = (principal: Principal): Actor => ({
  kind: principal.role === "feed" ? "feed" : "person",
  subject: principal.subject,
  name: principal.name,
  role: principal.role,
  organisation: principal.organisation,
  team: principal.team ?? null,
  registration: principal.registration ?? null,
});

/** The same person as a fact names a clinician. */
export const namedPersonOf = (principal: Principal): NamedPerson => ({
  name: principal.name,
  role: principal.role,
  registration: principal.registration ?? null,
});

/** The sender of a message, with the name of the member of staff when it gives one. */
export function senderActorOf(message: SubmittedMessage): Actor {
  switch (message.type) {
    case "received":
    case "amendment-received": {
      const { sender } = message;
      const by = sender.referredBy;
      return {
        kind: "feed",
        subject: sender.subject ?? `feed:${sender.feed}:${sender.organisation}`,
        name: by?.name ?? null,
        role: by?.role ?? "feed",
        organisation: sender.organisation,
        team: null,
        registration: by?.registration ?? null,
      };
    }
    case "withdrawal-received":
    case "acknowledgement-received":
      return {
        kind: "feed",
        subject: `organisation:${message.organisation}`,
        name: message.by?.name ?? null,
        role: message.by?.role ?? "feed",
        organisation: message.organisation,
        team: null,
        registration: message.by?.registration ?? null,
      };
  }
}
