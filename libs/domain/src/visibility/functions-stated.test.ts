import { listedRoutes } from "@ucrt/schemas/openapi";
import { role, type Feed, type Principal } from "@ucrt/schemas";
import { expect, test } from "vitest";
import { routesTable, type RouteTable } from "./routes-table.ts";
import { hasBusinessWith } from "./stated.ts";
import { maySendTo } from "./submissions-table.ts";

const rows: RouteTable = Object.assign({}, ...Object.values(routesTable)) as RouteTable;

/** Everybody of the table and of the statement who differ about a route. */
function differences(table: RouteTable): readonly string[] {
  return listedRoutes.flatMap(({ method, path }) => {
    const row =
      table[`${method} ${path.replace(/^\/api\/feeds\/[a-z-]+/, "/api/feeds/:feed").replaceAll(/\{(\w+)\}/g, ":$1")}`];
    return role.options.flatMap((one) => {
      const who: Principal = {
        subject: "x",
        name: "X",
        role: one,
        organisation: "RYC",
        team: "a-team",
        feeds: ["ambulance"],
      };
      const [, feed] = /^\/api\/feeds\/([a-z-]+)\//.exec(path) ?? [];
      const isIn =
        (row === "signed-in" || (Array.isArray(row) && row.includes(one))) &&
        (feed === undefined || maySendTo(feed as Feed, who, true));
      return isIn === hasBusinessWith(who, method, path) ? [] : [`${one}: ${method} ${path}`];
    });
  });
}

test("the table of routes lets in whom care at the front door lets in, and nobody else", () => {
  expect(differences(rows)).toEqual([]);
});

test("a wrong cell of the table is found: one role too many, and one too few", () => {
  const planted: RouteTable = {
    ...rows,
    "GET /api/referrals/:id": ["commissioner", ...(rows["GET /api/referrals/:id"] as readonly "crew"[])],
    "POST /api/referrals/:id/review": [],
  };
  expect(differences(planted)).toEqual([
    "commissioner: GET /api/referrals/{id}",
    "spa-clinician: POST /api/referrals/{id}/review",
  ]);
});
