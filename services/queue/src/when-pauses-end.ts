/**
 * Ends the pauses whose time has come. In: the clock. Out: the team takes work again: its state, a fact in its own chain, and a mark that wakes those who wait.
 * A pause without a time stays until a person ends it.
 */
import { addToOutbox, inTransaction } from "@ucrt/postgres";
import type { Actor } from "@ucrt/schemas";
import { teamReferences } from "./board-records.ts";
import { idOf } from "./ids.ts";
import { writeOtherFacts } from "./other-facts.ts";
import type { Parts } from "./parts.ts";

const itself: Actor = {
  kind: "system",
  subject: "queue",
  name: null,
  role: "system",
  organisation: null,
  team: null,
  registration: null,
};

/** Ends every pause that is due. */
export async function whenPausesEnd(parts: Parts): Promise<void> {
  const ended = await inTransaction(parts.db, async (trx) => {
    const nowMs = await parts.clock(trx);
    const due = await trx
      .selectFrom("team")
      .selectAll()
      .where("is_paused", "=", true)
      .where("paused_until", "<=", new Date(nowMs))
      .orderBy("team")
      .forUpdate()
      .execute();
    for (const row of due) {
      const version = row.version + 1;
      const cause = idOf("pause-ended", row.team, version);
      await trx
        .updateTable("team")
        .set({
          is_paused: false,
          paused_because: null,
          paused_until: null,
          version,
          changed_at: new Date(nowMs),
          wakes_waiting: true,
        })
        .where("team", "=", row.team)
        .execute();
      await writeOtherFacts(
        trx,
        [
          {
            type: "team-state-changed",
            chainId: row.chain_id,
            chainKind: "team",
            revision: 0,
            at: nowMs,
            actor: itself,
            causationId: cause,
            correlationId: cause,
            data: {
              team: row.team,
              isOpen: row.is_open,
              isPaused: false,
              capacity: row.capacity,
              reason: row.is_open ? "working" : "closed",
            },
          },
        ],
        nowMs,
      );
    }
    await addToOutbox(trx, teamReferences(due.map(({ team }) => team)));
    return due.length;
  });
  if (ended > 0) parts.wakeRelay();
}
