/**
 * Who may send what, and who may see which submission (care.md 8 in code: crew own, desks their organisation's, SPA all).
 * In: the caller, the feed and what the body claims. Out: nothing, or a Problem: 403 for another's name, 422 for what SPA left out.
 */
import { type Directory, fieldName } from "@ucrt/domain";
import type { Feed, Principal, Role } from "@ucrt/schemas";
import { problem, type FieldError } from "@ucrt/service";
import { isKnownOrganisation } from "./read-feed-message.ts";

/** Roles that may send at all. */
export const sendingRoles: readonly Role[] = [
  "crew",
  "referrer",
  "referrer-desk",
  "spa-coordinator",
  "spa-clinician",
  "feed",
];

export const isSpa = (role: Role): boolean => role === "spa-coordinator" || role === "spa-clinician";

export interface Claim {
  readonly feed: Feed;
  readonly value: unknown;
  readonly principal: Principal;
  readonly directory: Directory;
}

/** Throws 403 when the body speaks for somebody the caller is not; 422 when SPA does not say for whom it writes. */
export function checkMaySubmit({ feed, value, principal, directory }: Claim): void {
  const { organisation, onBehalfOf, channel, service } = (
    typeof value === "object" && value !== null ? value : {}
  ) as Readonly<Record<string, unknown>>;
  if (!maySendTo(feed, principal, directory))
    throw problem("REF_FORBIDDEN", { detail: `Your role may not send to the ${feed} feed.` });
  // A missing, misshapen or unknown organisation is for the contract to name.
  if (
    typeof organisation === "string" &&
    organisation !== principal.organisation &&
    isKnownOrganisation(directory, organisation)
  ) {
    throw problem("REF_FORBIDDEN", { detail: "The organisation in the message is not yours." });
  }
  if (!isSpa(principal.role)) {
    if (onBehalfOf !== undefined)
      throw problem("REF_FORBIDDEN", { detail: "Only the single point of access speaks for another organisation." });
    return;
  }
  const errors: FieldError[] = [];
  if (channel !== "phone")
    errors.push({
      field: "channel",
      message: `${fieldName(feed, ["channel"])}: a call that is written down has the channel phone.`,
    });
  const isPublic = feed === "community" && (service === "self" || service === "carer");
  if (onBehalfOf === undefined && !isPublic)
    errors.push({
      field: "onBehalfOf",
      message: `${fieldName(feed, ["onBehalfOf"])}: say for which organisation the caller rang.`,
    });
  if (errors.length > 0) throw problem("REF_INVALID", { errors });
}

function maySendTo(feed: Feed, principal: Principal, directory: Directory): boolean {
  const isAmbulance = (): boolean =>
    directory.data.file.organisations[principal.organisation]?.kind === "ambulance-trust";
  switch (principal.role) {
    case "crew":
      return feed === "ambulance" && isAmbulance();
    case "referrer":
    case "referrer-desk":
      return feed === "ambulance" ? isAmbulance() : true;
    case "spa-coordinator":
    case "spa-clinician":
      return true;
    case "feed":
      return principal.feeds?.includes(feed) === true;
    case "ucrt-clinician":
    case "ucrt-lead":
    case "service-lead":
    case "commissioner":
    case "privacy-officer":
    case "operator":
      return false;
  }
}

/** What of a submission decides who may follow it. */
export interface Followed {
  readonly feed: Feed;
  readonly organisation: string;
  readonly onBehalfOf: string | null;
  readonly subjects: readonly string[];
}

/** True when the caller may see and act on the submission. */
export function mayFollow(principal: Principal, submission: Followed): boolean {
  switch (principal.role) {
    case "crew":
    case "referrer":
      return submission.subjects.includes(principal.subject);
    case "referrer-desk":
      return principal.organisation === submission.organisation || principal.organisation === submission.onBehalfOf;
    case "feed":
      return principal.organisation === submission.organisation && principal.feeds?.includes(submission.feed) === true;
    case "spa-coordinator":
    case "spa-clinician":
      return true;
    case "ucrt-clinician":
    case "ucrt-lead":
    case "service-lead":
    case "commissioner":
    case "privacy-officer":
    case "operator":
      return false;
  }
}
