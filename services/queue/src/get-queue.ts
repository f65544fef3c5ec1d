/**
 * `GET /api/queue`: the rows of the board that the caller may see, by lane and then by the earliest deadline. Coded values only, no identity.
 * `?at=` gives the service lead the board as it stood at a past instant.
 */
import { lane, boardRow, queueAnswer, queueQuery, type BoardRow, type Principal } from "@ucrt/schemas";
import { mayLookBack, mayView, rowFor } from "@ucrt/domain";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import type { Parts } from "./parts.ts";
import { readQueueThen, type QueueThen } from "./get-queue-then.ts";

/** More than any board holds; whoever has more looks by search. */
const MOST_ROWS = 5_000;

/** Adds the route. */
export function addGetQueueRoute(app: HttpServer, parts: Parts): void {
  // Looking back is work for the process that also decides: one look at a time, however fast somebody steps.
  let lookBefore: Promise<unknown> = Promise.resolve();
  const lookBack = (atMs: number): Promise<QueueThen> => {
    const look = lookBefore.then(() => readQueueThen(parts, atMs, MOST_ROWS));
    lookBefore = look.catch(() => undefined);
    return look;
  };
  app.get("/api/queue", { schema: { querystring: queueQuery, response: { 200: queueAnswer } } }, async (request) => {
    const principal = principalOf(request);
    const asOf = await parts.clock(parts.db);
    const { at } = request.query;
    if (at === undefined) return { asOf, rows: (await loadRows(parts, principal)).sort(byUrgency) };
    if (!mayLookBack(principal)) throw problem("REF_FORBIDDEN");
    if (at > asOf) throw problem("REF_BAD_QUERY", { detail: "This instant has not been yet." });
    const { rows, isCut } = await lookBack(at);
    return { asOf: at, rows: rows.toSorted(byUrgency), isCut };
  });
}

async function loadRows(parts: Parts, principal: Principal): Promise<BoardRow[]> {
  const records = await parts.db
    .selectFrom("board_record")
    .innerJoin("referral", "referral.id", "board_record.referral_id")
    .select("body")
    .where("board_record.body", "is not", null)
    // What still needs somebody is never cut off by what is done.
    .orderBy("referral.is_ended")
    .orderBy("referral.changed_at", "desc")
    .limit(MOST_ROWS)
    .execute();
  return records
    .flatMap(({ body }) => (body === null ? [] : [boardRow.parse(JSON.parse(body))]))
    .filter((row) => mayView(principal, row))
    .map((row) => rowFor(principal, row));
}

const laneOrder = new Map<string, number>(lane.options.map((name, index) => [name, index]));

/** By lane, then by the earliest deadline. */
export function byUrgency(one: BoardRow, other: BoardRow): number {
  return (
    (laneOrder.get(one.lane) ?? 0) - (laneOrder.get(other.lane) ?? 0) ||
    dueOf(one) - dueOf(other) ||
    (one.referralId < other.referralId ? -1 : 1)
  );
}

const dueOf = (row: BoardRow): number => row.nextDeadline?.at ?? Number.MAX_SAFE_INTEGER;
