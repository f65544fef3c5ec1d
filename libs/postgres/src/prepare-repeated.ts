/**
 * Lets PostgreSQL plan a statement once for each connection instead of each time: the statements on the way of a referral are few, and planning
 * them was most of what they cost. In: a new connection. Out: the same connection; a text with parameters that comes a third time is sent by name.
 * When a table changed under a named statement (a migration while serving), all names of the connection are given up and the error passes as
 * transient: the work is repeated and planned anew. Never changes what a statement does.
 */
import type pg from "pg";
import { CACHED_PLAN_CHANGED } from "@ucrt/kafka";

/** Seen this often before, a text is worth a name. */
const TIMES_BEFORE = 2;
/** Names held by a connection; each costs PostgreSQL some kilobytes. Lists of changing length make many texts. */
const MOST_NAMES = 200;
const MOST_COUNTED = 1_000;

/** Call once for each new connection. */
export function prepareRepeated(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown;
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  let made = 0;

  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_NAMES) return known;
    const before = counts.get(text) ?? 0;
    if (before < TIMES_BEFORE) {
      if (counts.size >= MOST_COUNTED) counts.clear();
      counts.set(text, before + 1);
      return undefined;
    }
    counts.delete(text);
    made += 1;
    const name = `repeated_${made}`;
    names.set(text, name);
    return name;
  };

  const prepared = (...args: readonly unknown[]): unknown => {
    const [text, values, callback] = args;
    if (typeof text !== "string" || !Array.isArray(values) || values.length === 0 || callback !== undefined)
      return query(...args);
    const name = nameOf(text);
    if (name === undefined) return query(text, values);
    return (query({ name, text, values }) as Promise<unknown>).catch((error: unknown) => {
      if (error instanceof Error && error.message.includes(CACHED_PLAN_CHANGED)) names.clear();
      throw error;
    });
  };
  client.query = prepared as typeof client.query;
}
