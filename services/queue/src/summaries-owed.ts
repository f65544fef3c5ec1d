/**
 * Which closures still owe the GP their summary. In: referrals as a decision left them; a caller. Out: rows of `summary_owed`, kept in the transaction of the facts;
 * `GET /api/queue/summaries-owed`: a team's own, for the single point of access and the service lead all. No identity: the name comes with opening the referral.
 */
import type { Transaction } from "kysely";
import type { OpenedReferral } from "@ucrt/domain";
import { summariesOwedAnswer } from "@ucrt/schemas";
import { principalOf, type HttpServer } from "@ucrt/service";
import type { Parts } from "./parts.ts";
import type { QueueTables } from "./tables.ts";
import type { Entry } from "./working-set.ts";

/** The list is worked off from the top; more than this says only that it has to be. */
const mostShown = 200;

/** Keeps the list in step with what has just been decided. */
export async function keepSummariesOwed(
  trx: Transaction<QueueTables>,
  changed: readonly { readonly entry: Entry; readonly referral: OpenedReferral }[],
): Promise<void> {
  const moved = changed.filter(({ entry }) =>
    entry.written.some(({ fact }) => fact.type === "closed" || fact.type === "summary-sent"),
  );
  if (moved.length === 0) return;
  const owed = moved.flatMap(({ entry, referral: { ended } }) =>
    ended?.summary === "to-be-sent"
      ? [{ referral_id: entry.referralId, team: ended.team, closed_at: new Date(ended.atMs) }]
      : [],
  );
  if (owed.length > 0)
    await trx
      .insertInto("summary_owed")
      .values(owed)
      .onConflict((conflict) => conflict.column("referral_id").doNothing())
      .execute();
  const ids = new Set(owed.map(({ referral_id }) => referral_id));
  const settled = moved.filter(({ entry }) => !ids.has(entry.referralId)).map(({ entry }) => entry.referralId);
  if (settled.length > 0) await trx.deleteFrom("summary_owed").where("referral_id", "in", settled).execute();
}

/** Adds the route. */
export function addSummariesOwedRoute(app: HttpServer, parts: Parts): void {
  app.get(
    "/api/queue/summaries-owed",
    {
      schema: { response: { 200: summariesOwedAnswer } },
    },
    async (request) => {
      const principal = principalOf(request);
      const isTeam = principal.role === "ucrt-clinician" || principal.role === "ucrt-lead";
      const rows = await parts.db
        .selectFrom("summary_owed")
        .innerJoin("referral", "referral.id", "summary_owed.referral_id")
        .select(["summary_owed.referral_id", "summary_owed.team", "summary_owed.closed_at", "referral.folded"])
        .$if(isTeam, (query) => query.where("summary_owed.team", "=", principal.team ?? ""))
        .orderBy("summary_owed.closed_at")
        .limit(mostShown)
        .execute();
      return {
        rows: rows.map((row) => {
          const { picture, ended } = row.folded as OpenedReferral;
          return {
            referralId: row.referral_id,
            team: row.team,
            closedAt: row.closed_at.getTime(),
            endedAs: ended?.as ?? "other",
            need: picture.need,
            ageYears: picture.ageYears,
            sex: picture.sex,
            place: picture.location.place,
          };
        }),
      };
    },
  );
}
