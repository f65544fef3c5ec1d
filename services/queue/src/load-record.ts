/**
 * Reads everything that `GET /api/referrals/{id}` shows, in the caller's transaction. In: a referral's id. Out: state, facts, person, notes.
 * Decides nothing about who may see it.
 */
import type { Transaction } from "kysely";
import type { OpenedReferral, Referral } from "@ucrt/domain";
import { person as personContract, type Person } from "@ucrt/schemas";
import type { Parts } from "./parts.ts";
import type { QueueTables } from "./tables.ts";

/** The state of a referral, or undefined when there is none. */
export async function loadReferral(
  trx: Transaction<QueueTables>,
  referralId: string,
): Promise<OpenedReferral | undefined> {
  const row = await trx.selectFrom("referral").select("folded").where("id", "=", referralId).executeTakeFirst();
  const referral = row?.folded as Referral | undefined;
  return referral === undefined || referral.status === "none" ? undefined : referral;
}

export interface StoredPerson {
  readonly person: Person;
  readonly senderName: string | null;
}

/** Who the person is; access notes only when asked for. Undefined after erasure. */
export async function loadPerson(
  trx: Transaction<QueueTables>,
  parts: Parts,
  referralId: string,
  withAccessNotes: boolean,
): Promise<StoredPerson | undefined> {
  const row = await trx
    .selectFrom("person")
    .select(["details", "access_notes", "sender_name"])
    .where("referral_id", "=", referralId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const notes =
    withAccessNotes && row.access_notes !== null ? { accessNotes: parts.seal.open(referralId, row.access_notes) } : {};
  return { person: personContract.parse({ ...(row.details as object), ...notes }), senderName: row.sender_name };
}

/** A fact's text as it was written, in the order of its sequence. */
export async function loadFactBodies(trx: Transaction<QueueTables>, referralId: string): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom("fact")
    .select("body")
    .where("chain_id", "=", referralId)
    .orderBy("sequence")
    .execute();
  return rows.map((row) => row.body);
}

/** Free text of staff, oldest first. */
export async function loadNotes(
  trx: Transaction<QueueTables>,
  referralId: string,
): Promise<readonly { readonly noteId: string; readonly at: number; readonly by: string; readonly text: string }[]> {
  const rows = await trx.selectFrom("note").selectAll().where("referral_id", "=", referralId).orderBy("at").execute();
  return rows.map((row) => ({ noteId: row.note_id, at: row.at.getTime(), by: row.by_name, text: row.text }));
}

/** True while this person has opened this referral with a reason. */
export async function hasBrokenGlass(
  trx: Transaction<QueueTables>,
  referralId: string,
  subject: string,
  nowMs: number,
): Promise<boolean> {
  const open = await trx
    .selectFrom("break_glass")
    .select("id")
    .where("referral_id", "=", referralId)
    .where("subject", "=", subject)
    .where("ends_at", ">", new Date(nowMs))
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}
