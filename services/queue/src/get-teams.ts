/** `GET /api/teams`: every team with its state, room, telephone and hours, for the team strip. No identity. */
import { closingAt, isOpen, nextOpeningAt } from "@ucrt/domain";
import { teamsAnswer } from "@ucrt/schemas";
import { pickCriteria, unapproved } from "@ucrt/schemas/areas";
import type { HttpServer } from "@ucrt/service";
import { toTeamState } from "./board-records.ts";
import type { Parts } from "./parts.ts";

/** Adds the route. */
export function addGetTeamsRoute(app: HttpServer, parts: Parts): void {
  app.get("/api/teams", { schema: { response: { 200: teamsAnswer } } }, async () => {
    const nowMs = await parts.clock(parts.db);
    const rows = await parts.db.selectFrom("team").selectAll().orderBy("team").execute();
    const teams = rows.flatMap((row) => {
      const known = parts.directory.team(row.team);
      if (known === undefined) return [];
      const { entry } = known;
      return [
        {
          ...toTeamState(row),
          name: entry.name,
          place: entry.places[0] ?? "",
          phone: entry.phone,
          isWithinHours: isOpen(known, nowMs),
          opensAt: nextOpeningAt(known, nowMs),
          closesAt: closingAt(known, nowMs),
        },
      ];
    });
    const criteria = pickCriteria(parts.criteria, { atMs: nowMs });
    return {
      teams,
      area: parts.area.name,
      isDemonstration: parts.area.isDemonstration,
      criteriaApproved: criteria !== undefined && criteria.set.approver !== unapproved,
    };
  });
}
