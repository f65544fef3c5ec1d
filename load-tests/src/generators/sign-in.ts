// Tokens for a load run. In: the front door, an identity. Out: a bearer token of the local token endpoint, which the floor answers too.
import type { PersonAtWork } from "@ucrt/local/people";
import type { PostClient } from "./post-client.ts";

export type Identity = PersonAtWork["identity"];

/** Signs in once. Throws when the token endpoint refuses. */
export async function tokenFor(client: PostClient, identity: Identity): Promise<string> {
  const { status, text } = await client.post("/local/tokens", JSON.stringify(identity), {});
  if (status !== 200) throw new Error(`No token for ${identity.role}: ${status} ${text}`);
  return (JSON.parse(text) as { token: string }).token;
}

/** A single-use ticket for a socket. Null when the door is full (503). */
export async function ticketFor(client: PostClient, token: string): Promise<string | null> {
  const { status, text } = await client.post("/api/live/tickets", "{}", { authorization: `Bearer ${token}` });
  if (status === 503) return null;
  if (status !== 200) throw new Error(`No ticket for the live board: ${status} ${text}`);
  return (JSON.parse(text) as { ticket: string }).ticket;
}

/** Does all, at most `atOnce` at a time, in order. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, items.length) }, async () => {
      while (next < items.length) {
        const index = next;
        next += 1;
        results[index] = await work(items[index] as Item, index);
      }
    }),
  );
  return results;
}

/** Waits so long, milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
