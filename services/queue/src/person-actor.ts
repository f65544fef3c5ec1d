/** The signed-in person as facts name who acted. */
import type { Actor, Principal } from "@ucrt/schemas";

export const personActor = (principal: Principal): Actor => ({
  kind: "person",
  subject: principal.subject,
  name: principal.name,
  role: principal.role,
  organisation: principal.organisation,
  team: principal.team ?? null,
  registration: principal.registration ?? null,
});
