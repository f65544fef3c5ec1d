/**
 * What the single point of access may do straight from a row. Pure. In: a row and who looks. Out: commands, the likeliest first, the others behind "More",
 * and why one is missing that a colleague would see. The queue decides; this only offers.
 */
import type { BoardRow, CommandName, Principal } from "@ucrt/schemas";

export interface RowCommands {
  readonly first: readonly CommandName[];
  readonly more: readonly CommandName[];
  /** Said in place of a button that only a clinician has. */
  readonly whyNot: string | undefined;
}

const none: RowCommands = { first: [], more: [], whyNot: undefined };

export function boardCommands(row: BoardRow, principal: Principal | undefined): RowCommands {
  if (principal?.role !== "spa-coordinator" && principal?.role !== "spa-clinician") return none;
  const isClinician = principal.role === "spa-clinician";
  const first = firstOf(row, principal, isClinician);
  const more = moreOf(row, isClinician).filter((name) => !first.includes(name));
  const isForClinician = !isClinician && (row.state === "deciding" || row.owner.kind === "spa-clinician");
  return { first, more, whyNot: isForClinician ? "Deciding: SPA clinicians only" : undefined };
}

/** Whoever is on it lets go; what was put aside is taken up. */
function firstOf(row: BoardRow, principal: Principal, isClinician: boolean): readonly CommandName[] {
  const claim: CommandName = row.claimedBy?.subject === principal.subject ? "release" : "claim";
  const aside: readonly CommandName[] = row.snoozed === undefined ? [] : ["unsnooze"];
  switch (row.state) {
    case "candidate":
      return ["take", "leave"];
    case "received":
      return [...aside, claim];
    case "deciding":
      return [...(isClinician ? (["review"] as const) : []), ...aside, claim];
    case "advised":
    case "handed-back":
      return ["acknowledge", "record-call", ...aside];
    case "waiting":
      return row.waitingFor === "hold" ? (isClinician ? ["release"] : []) : ["assign", ...aside, claim];
    case "offered":
      return ["accept", "decline", ...aside];
    case "accepted":
    case "en-route":
    case "arrived":
    case "onward-pending":
    case "escalated":
    case "no-access":
      return ["record-call", ...aside];
    case "closed":
    case "withdrawn":
      return row.openCallTasks > 0 ? ["record-call"] : [];
  }
}

function moreOf(row: BoardRow, isClinician: boolean): readonly CommandName[] {
  if (row.state === "closed" || row.state === "withdrawn") return ["note"];
  const isHeld = row.waitingFor === "hold";
  const mayClaim = row.claimedBy === null && !isHeld;
  const isBeforeOffer = row.state === "deciding" || row.state === "waiting";
  const isBeforeAcceptance = isBeforeOffer || row.state === "received" || row.state === "offered";
  const mayHold = !row.is999 && !row.isCrewWaiting && !isHeld && row.responsibility === "referrer";
  const offered: readonly (readonly [CommandName, boolean])[] = [
    ["claim", mayClaim],
    ["review", isClinician && (isBeforeAcceptance || row.state === "advised")],
    ["assign", (row.state === "offered" || row.state === "waiting") && !isHeld],
    ["withdraw-offer", row.offer?.seen === false],
    ["hold", isClinician && mayHold && (isBeforeOffer || row.state === "offered")],
    ["hand-back", isClinician && isBeforeOffer],
    ["change-response", isClinician && isBeforeAcceptance],
    ["snooze", row.snoozed === undefined && row.alarms.length === 0],
    ["link", row.linkSuggested],
    ["unlink", row.linkSuggested],
    ["record-call", true],
    ["note", true],
  ];
  return offered.filter(([, isOffered]) => isOffered).map(([name]) => name);
}
