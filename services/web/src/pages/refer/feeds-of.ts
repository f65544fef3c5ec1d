/** The feeds that a person's own work speaks to; the first is chosen at the start. In: who is signed in. Out: feeds, never none. */
import type { Feed, Principal } from "@ucrt/schemas";

export function feedsOf({ role, organisation }: Pick<Principal, "role" | "organisation">): readonly Feed[] {
  if (role === "crew" || organisation === "RYC") return ["ambulance"];
  if (role === "spa-coordinator" || role === "spa-clinician")
    return ["community", "primary-care", "hospital", "ambulance"];
  if (organisation === "RAJ") return ["hospital", "community"];
  return organisation.startsWith("SYN9") ? ["community", "primary-care"] : ["primary-care", "community", "hospital"];
}
