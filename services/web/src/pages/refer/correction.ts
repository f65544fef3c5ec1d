/**
 * Where a referral that was refused after it had waited is opened again. In: the action. Out: the name its draft is kept under while another is begun, the
 * address of the form with it. Pure; an address holds the draft's own id and nothing of the person.
 */
import type { Action } from "../offline/outbox.ts";

/** The draft of a referral that waits, put aside when another is begun. */
export const waitingDraftName = (draftId: string): string => `waiting ${draftId}`;

export interface Correction {
  readonly draftName: string;
  /** With the draft that was put aside. */
  readonly address: string;
  /** The form as it is, for a draft that is still in it. */
  readonly plainAddress: string;
}

/** Undefined for everything that no form was filled in for. */
export function correctionOf({ about, path }: Pick<Action, "about" | "path">): Correction | undefined {
  const draftId = /^form (.+)$/.exec(about)?.[1];
  if (draftId === undefined) return undefined;
  const amended = /^\/api\/submissions\/([^/]+)\/amend$/.exec(path)?.[1];
  const plainAddress = amended === undefined ? "/submit" : `/my-referrals/${amended}/amend`;
  return {
    draftName: waitingDraftName(draftId),
    address: `${plainAddress}?correct=${encodeURIComponent(draftId)}`,
    plainAddress,
  };
}
