/** Deterministic ids: the same cause gives the same id, so that a repeat is recognised wherever it arrives. */
import { v5 } from "uuid";

/** Namespace of every id that `queue` makes. */
const NAMESPACE = "6f1c3a52-0d0e-5b6f-9a55-6a1a3d1d7c11";

/** UUIDv5 of a cause and what it is for. */
export function idOf(...parts: readonly (string | number)[]): string {
  return v5(parts.join("/"), NAMESPACE);
}

/** The chain of the accesses to a referral. */
export const accessChainOf = (referralId: string): string => idOf("accesses", referralId);

/** The chain of a team's states. */
export const teamChainOf = (team: string): string => idOf("team", team);
