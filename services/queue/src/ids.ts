/** Deterministic ids: the same cause gives the same id, so that a repeat is recognised wherever it arrives. */
import { stableIds } from "@ucrt/service";

/** An id of `queue`, from its cause and what it is for. */
export const idOf = stableIds("6f1c3a52-0d0e-5b6f-9a55-6a1a3d1d7c11");

/** The chain of the accesses to a referral. */
export const accessChainOf = (referralId: string): string => idOf("accesses", referralId);

/** The chain of a team's states. */
export const teamChainOf = (team: string): string => idOf("team", team);
