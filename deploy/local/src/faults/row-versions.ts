// A referral's row at each version, as the board should have shown it. In: its facts. Out: row, who may see it, its digest, and when each version was written.
import { boardRowOf, evolve, initialReferral, type FoldableFact, type Referral } from "@ucrt/domain";
import { boardRow, type BoardRow, type ReferralFact } from "@ucrt/schemas";
import { digestOfRow } from "./watching-client.ts";

export interface RowVersion {
  readonly version: number;
  readonly atMs: number;
  readonly row: BoardRow;
}

/** From the first version to the last. */
export function rowVersionsOf(life: readonly ReferralFact[]): readonly RowVersion[] {
  let referral: Referral = initialReferral;
  return life.flatMap((fact) => {
    referral = evolve(referral, fact as FoldableFact);
    if (referral.status === "none") return [];
    return [{ version: referral.version, atMs: fact.recordedAt, row: boardRowOf(fact.referralId, referral) }];
  });
}

/** The exact text that is on the wire and in the table. */
export const textOfRow = (row: BoardRow): string => JSON.stringify(boardRow.encode(row));
export const digestOf = ({ row }: RowVersion): string => digestOfRow(textOfRow(row));
