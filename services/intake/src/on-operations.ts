/**
 * `operations.v1`: what operators have switched. In: the switch of retries. Out: one row, the newest word counting; a repeat or an older word changes nothing.
 * Answers that a sender's system did not take are not repeated while it says so; what is sent for the first time goes on (`bars/answer-rows.ts`).
 */
import { sql } from "kysely";
import { readMessage, type IncomingMessage } from "@ucrt/kafka";
import type { SqlExecutor } from "@ucrt/postgres";
import { operations } from "@ucrt/schemas";

/** A handler for a batch consumer. Throws Unreadable. */
export function onOperations(db: SqlExecutor) {
  return async (messages: readonly IncomingMessage[]): Promise<void> => {
    for (const message of messages) {
      const { kind, isStopped, at } = readMessage(message, operations);
      await sql`
        insert into switches (name, is_stopped, at) values (${kind}, ${isStopped}, ${at})
        on conflict (name) do update set is_stopped = excluded.is_stopped, at = excluded.at where switches.at < excluded.at`.execute(
        db,
      );
    }
  };
}
