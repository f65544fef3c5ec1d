/**
 * What a body may claim about its sender; who may send to a feed at all is in the table of submissions.
 * In: the caller, the feed and what the body claims. Out: nothing, or a Problem: 403 for another's name, 422 for what SPA left out.
 */
import { type Directory, fieldName, isSpa, maySendTo } from "@ucrt/domain";
import type { Feed, Principal } from "@ucrt/schemas";
import { problem, type FieldError } from "@ucrt/service";
import { isKnownOrganisation } from "./read-feed-message.ts";

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
  if (!maySendTo(feed, principal, isAmbulanceTrust(principal, directory)))
    throw problem("REF_FORBIDDEN", { detail: `Your role may not send to the ${feed} feed.` });
  // A missing, misshapen or unknown organisation is for the contract to name.
  if (
    typeof organisation === "string" &&
    organisation !== principal.organisation &&
    isKnownOrganisation(directory, organisation)
  ) {
    throw problem("REF_FORBIDDEN", { detail: "The organisation in the message is not yours." });
  }
  if (!isSpa(principal)) {
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

const isAmbulanceTrust = ({ organisation }: Principal, directory: Directory): boolean =>
  directory.data.file.organisations[organisation]?.kind === "ambulance-trust";
