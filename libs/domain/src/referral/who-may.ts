/**
 * Who may give which command (care at the front door, roles). One table. In: who calls, the referral, the command. Out: nothing, or a refusal.
 * A referral outside the caller's scope does not exist for them: REF_OUT_OF_SCOPE.
 */
import type { Command, CommandName, Principal } from "@ucrt/schemas";
import { refuse, type Refused } from "./refusal.ts";
import type { Referral } from "./referral.ts";

/** May this person see this referral at all? */
export function isInScope(principal: Principal, referral: Referral): boolean {
  void principal;
  return referral.status !== "none";
}

/** Undefined when the caller may give this command; else why not. */
export function mayCommand(principal: Principal, referral: Referral, command: Command): Refused | undefined {
  void principal;
  void command;
  return referral.status === "none" ? refuse("REF_OUT_OF_SCOPE", "No such referral.") : undefined;
}

/** Names of the commands this person may give now, for the referral's page. */
export function commandsFor(principal: Principal, referral: Referral): readonly CommandName[] {
  void principal;
  void referral;
  return [];
}
