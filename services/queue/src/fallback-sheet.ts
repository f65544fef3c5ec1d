/**
 * `GET /api/fallback-sheet`: every open case with what is needed to go on by telephone when everything is down; `POST .../printed`: it is on paper now.
 * For SPA, who telephone. Each making and printing is written down, and each person once a shift for whoever makes it, so that a sheet
 * made anew every five minutes does not bury who looked at a record. Never access notes, NHS numbers, birth dates or narratives: paper is lost.
 */
import { sql, type Transaction } from "kysely";
import type { z } from "zod";
import { mayView } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import {
  boardRow,
  fallbackSheetAnswer,
  person as personContract,
  sheetPrintedAnswer,
  sheetPrintedBody,
  type FallbackSheetRow,
  type Principal,
} from "@ucrt/schemas";
import { principalOf, type HttpServer } from "@ucrt/service";
import { byUrgency } from "./get-queue.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import type { QueueTables } from "./tables.ts";

/** A shift. */
const WRITTEN_ONCE_MS = 12 * 3_600_000;
/** More would be no sheet that anybody could work from. */
const MOST_ROWS = 1_000;

/** Adds both routes. */
export function addFallbackSheetRoutes(app: HttpServer, parts: Parts): void {
  app.get("/api/fallback-sheet", { schema: { response: { 200: fallbackSheetAnswer } } }, async (request) =>
    inTransaction(parts.db, (trx) => makeSheet(trx, parts, principalOf(request))),
  );
  app.post(
    "/api/fallback-sheet/printed",
    { schema: { body: sheetPrintedBody, response: { 200: sheetPrintedAnswer } } },
    async (request) =>
      inTransaction(parts.db, async (trx) => {
        const nowMs = await parts.clock(trx);
        const { madeAt, rows } = request.body;
        const reason = `${rows} cases, made ${new Date(madeAt).toISOString()}`;
        await recordAccesses(
          trx,
          principalOf(request),
          [{ referralId: null, what: "fallback-sheet-printed", reason }],
          nowMs,
        );
        return { recordedAt: nowMs };
      }),
  );
}

async function makeSheet(
  trx: Transaction<QueueTables>,
  parts: Parts,
  principal: Principal,
): Promise<z.output<typeof fallbackSheetAnswer>> {
  const nowMs = await parts.clock(trx);
  const { rows, notShown } = await readOpen(trx, principal);
  const known = new Set(
    (
      await trx
        .selectFrom("access")
        .select("referral_id")
        .where("subject", "=", principal.subject)
        .where("what", "=", "fallback-sheet")
        .where("at", ">", new Date(nowMs - WRITTEN_ONCE_MS))
        .execute()
    ).map((one) => one.referral_id),
  );
  const isNew = ({ row, person }: FallbackSheetRow): boolean => person !== null && !known.has(row.referralId);
  await recordAccesses(
    trx,
    principal,
    [
      { referralId: null, what: "fallback-sheet-made", reason: `${rows.length} cases` },
      ...rows.filter(isNew).map(({ row }) => ({ referralId: row.referralId, what: "fallback-sheet" as const })),
    ],
    nowMs,
  );
  const teams = await trx.selectFrom("team").select(["team", "is_open", "is_paused"]).orderBy("team").execute();
  return {
    madeAt: nowMs,
    rows,
    notShown,
    teams: teams.flatMap(({ team, is_open, is_paused }) => {
      const entry = parts.directory.team(team)?.entry;
      return entry === undefined ? [] : [{ team, name: entry.name, phone: entry.phone, isOpen: is_open && !is_paused }];
    }),
  };
}

/** Also a case that has ended and that somebody has still to be told of, or rung about: the board shows it until then. */
const stillNeedsSomebody = sql`(not referral.is_ended or board_record.body::jsonb ->> 'lane' <> 'done')`;

async function readOpen(
  trx: Transaction<QueueTables>,
  principal: Principal,
): Promise<{ readonly rows: FallbackSheetRow[]; readonly notShown: number }> {
  const { rows: read } = await sql<{ body: string; details: unknown }>`
    select board_record.body, person.details
    from board_record join referral on referral.id = board_record.referral_id left join person on person.referral_id = referral.id
    where board_record.body is not null and ${stillNeedsSomebody}
    order by referral.received_at limit ${MOST_ROWS + 1}`.execute(trx);
  const open = await sql<{
    count: number;
  }>`select count(*) as count from referral join board_record on board_record.referral_id = referral.id where board_record.body is not null and ${stillNeedsSomebody}`.execute(
    trx,
  );
  const rows = read
    .slice(0, MOST_ROWS)
    .map(({ body, details }) => ({ row: boardRow.parse(JSON.parse(body)), person: toReach(details) }))
    .filter(({ row }) => mayView(principal, row))
    .toSorted((one, other) => byUrgency(one.row, other.row));
  return { rows, notShown: read.length > MOST_ROWS ? Math.max(0, Number(open.rows[0]?.count ?? 0) - MOST_ROWS) : 0 };
}

/** What is needed to reach the person and whoever referred them, and nothing else. */
function toReach(details: unknown): FallbackSheetRow["person"] {
  if (details === null) return null;
  const { name, phone, visitAddress, referrer } = personContract.parse(details);
  return {
    name: name ?? null,
    phone: phone ?? null,
    addressLines: visitAddress.lines,
    postcode: visitAddress.postcode ?? null,
    referrerName: referrer.name ?? null,
    callBack: referrer.callBack ?? null,
    bypass: referrer.bypass ?? null,
    outOfHours: referrer.outOfHours ?? null,
  };
}
