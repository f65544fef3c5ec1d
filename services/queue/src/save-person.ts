/**
 * Puts who the person is, and what was written in free text, where it can be erased.
 * In: submitted content. Out: rows of `person` and `note`. Never writes the access notes in plain, never anything of an erased person.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Person } from "@ucrt/schemas";
import type { Lookup } from "./lookup-hashes.ts";
import type { AccessNotesSeal } from "./seal-access-notes.ts";
import type { QueueTables } from "./tables.ts";

export interface PersonToSave {
  readonly referralId: string;
  readonly person: Person;
  readonly nhsNumberVerified: boolean;
  readonly caseId: string | null;
  readonly senderName: string | null;
}

export interface PersonKeys {
  readonly seal: AccessNotesSeal;
  readonly lookup: Lookup;
}

/** Inserts or replaces persons; the last one of a referral wins. Those who were erased stay so. */
export async function savePersons(
  trx: Transaction<QueueTables>,
  keys: PersonKeys,
  given: readonly PersonToSave[],
  atMs: number,
): Promise<void> {
  const latest = new Map(given.map((one) => [one.referralId, one]));
  if (latest.size === 0) return;
  const erased = await trx
    .selectFrom("erased")
    .select("referral_id")
    .where("referral_id", "in", [...latest.keys()])
    .execute();
  for (const { referral_id } of erased) latest.delete(referral_id);
  if (latest.size === 0) return;
  const rows = [...latest.values()].map((one) => {
    const { accessNotes, ...details } = one.person;
    const hashes = keys.lookup.ofPerson(one.person, one.caseId);
    return {
      referral_id: one.referralId,
      details: JSON.stringify(details),
      access_notes: accessNotes === undefined ? null : keys.seal.seal(one.referralId, accessNotes),
      case_id: one.caseId,
      sender_name: one.senderName,
      nhs_number_hash: hashes.nhsNumber,
      nhs_number_verified: one.nhsNumberVerified,
      identity_hash: hashes.identity,
      name_hash: hashes.name,
      name_part_hashes: [...hashes.nameParts],
      date_of_birth_hash: hashes.dateOfBirth,
      postcode_hash: hashes.postcode,
      case_hash: hashes.caseId,
      caller_hashes: [...hashes.callers],
      updated_at: new Date(atMs),
    };
  });
  await trx
    .insertInto("person")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("referral_id").doUpdateSet((eb) => ({
        details: eb.ref("excluded.details"),
        // An amendment that says nothing of the key safe does not take it away.
        access_notes: sql`coalesce(excluded.access_notes, person.access_notes)`,
        case_id: sql`coalesce(excluded.case_id, person.case_id)`,
        sender_name: sql`coalesce(excluded.sender_name, person.sender_name)`,
        nhs_number_hash: eb.ref("excluded.nhs_number_hash"),
        nhs_number_verified: eb.ref("excluded.nhs_number_verified"),
        identity_hash: eb.ref("excluded.identity_hash"),
        name_hash: eb.ref("excluded.name_hash"),
        name_part_hashes: eb.ref("excluded.name_part_hashes"),
        date_of_birth_hash: eb.ref("excluded.date_of_birth_hash"),
        postcode_hash: eb.ref("excluded.postcode_hash"),
        case_hash: sql`coalesce(excluded.case_hash, person.case_hash)`,
        caller_hashes: eb.ref("excluded.caller_hashes"),
        updated_at: eb.ref("excluded.updated_at"),
      })),
    )
    .execute();
}

export interface NoteToSave {
  readonly noteId: string;
  readonly referralId: string;
  readonly atMs: number;
  readonly byName: string;
  readonly text: string;
}

/** Adds free text of staff. A repeat changes nothing. */
export async function saveNotes(trx: Transaction<QueueTables>, notes: readonly NoteToSave[]): Promise<void> {
  if (notes.length === 0) return;
  await trx
    .insertInto("note")
    .values(
      notes.map((note) => ({
        note_id: note.noteId,
        referral_id: note.referralId,
        at: new Date(note.atMs),
        by_name: note.byName,
        text: note.text,
      })),
    )
    .onConflict((conflict) => conflict.column("note_id").doNothing())
    .execute();
}
