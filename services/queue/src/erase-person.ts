/**
 * Erases who a person is: identity, notes, kept and parked copies, answers that name nobody any more. In: a referral and why.
 * Out: an `erased` fact; facts and chain stay and verify. A message that is delivered again does not bring the person back.
 * As a script: `node services/queue/src/erase-person.ts <referral id>`, with the environment of the service.
 */
import { sql } from "kysely";
import { createDatabase, createPool, inTransaction, readDatabaseNow, type SqlExecutor } from "@ucrt/postgres";
import { createLogger, fault, readConfig } from "@ucrt/service";
import { environment, queueFields } from "./config.ts";
import { idOf } from "./ids.ts";
import { SCHEMA } from "./migrations.ts";
import { showParked } from "./on-parked.ts";
import type { Parts } from "./parts.ts";
import { readParts } from "./read-parts.ts";
import { saveWorkingSet } from "./save-facts.ts";
import type { QueueTables } from "./tables.ts";
import { loadWorkingSet } from "./working-set.ts";

/** Erases the person of one referral; false when there is no such referral. A second time changes nothing. */
export async function erasePerson(parts: Parts, referralId: string, by: "retention" | "request"): Promise<boolean> {
  const erased = await inTransaction(parts.db, async (trx) => {
    const set = await loadWorkingSet(trx, parts, { referralIds: [referralId] });
    if (set.referral(referralId).status === "none") return false;
    const at = new Date(set.nowMs);
    await trx
      .insertInto("erased")
      .values({ referral_id: referralId, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await eraseCopies(trx, referralId);
    set.give(referralId, { kind: "erased", by }, { causationId: idOf("erase", referralId, by) });
    await saveWorkingSet(trx, set);
    await showParked(trx, set.nowMs);
    return true;
  });
  if (erased) parts.wakeRelay();
  return erased;
}

async function eraseCopies(trx: SqlExecutor, referralId: string): Promise<void> {
  await sql`delete from person where referral_id = ${referralId}`.execute(trx);
  fault.at("erase-after-person-delete");
  await sql`delete from note where referral_id = ${referralId}`.execute(trx);
  await sql`delete from orphan where referral_id = ${referralId}`.execute(trx);
  await sql`update break_glass set note = null, review_note = null where referral_id = ${referralId}`.execute(trx);
  // Parked copies: by their key, or by the id in a body that was at least text.
  await sql`update parked set body = null, masked = '(erased)', message_key = null, headers = '{}'
    where message_key = ${referralId} or (body is not null and position(convert_to(${referralId}, 'UTF8') in body) > 0)`.execute(
    trx,
  );
  await sql`delete from outbox where topic in ('referral.submitted.v1', 'parked.v1') and (key = ${referralId} or position(${referralId} in value) > 0)`.execute(
    trx,
  );
}

if (import.meta.main) {
  const config = readConfig(
    queueFields.pick({
      DATABASE_URL: true,
      DATABASE_ROLE: true,
      DATABASE_ROLE_PASSWORD: true,
      AREA: true,
      ACCESS_NOTES_KEY: true,
      LOOKUP_KEY: true,
      SEARCHES_IN_FIVE_MINUTES: true,
      DONE_STAYS_HOURS: true,
    }),
    environment,
  );
  const logger = createLogger({ service: "queue", level: "info" });
  const role = { name: config.DATABASE_ROLE, password: config.DATABASE_ROLE_PASSWORD };
  const pool = createPool({ url: config.DATABASE_URL, schema: SCHEMA, role, applicationName: "erase-person", logger });
  const db = createDatabase<QueueTables>(pool);
  const parts: Parts = {
    ...readParts(config),
    db,
    clock: readDatabaseNow,
    logger,
    // The service's own relay looks four times a second.
    wakeRelay: () => undefined,
    raiseAlarm: () => undefined,
  };
  const referralId = process.argv[2] ?? "";
  const isErased = await erasePerson(parts, referralId, "request");
  logger.info({ referralId, isErased }, isErased ? "the person was erased" : "there is no such referral");
  await db.destroy();
  process.exitCode = isErased ? 0 : 1;
}
