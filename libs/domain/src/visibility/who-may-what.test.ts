import { listedRoutes } from "@ucrt/schemas/openapi";
import { expect, test } from "vitest";
import { routesTable } from "./routes-table.ts";
import { whoMayWhatPage } from "./who-may-what.ts";

test("the page about who may what says what the tables say", async () => {
  await expect(whoMayWhatPage()).toMatchFileSnapshot("../../../../docs/who-may-what.md");
});

test("every published route has its row, and every row of a service behind the edge is a published route", () => {
  const published = listedRoutes.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`);
  const { web: _ofTheEdge, ...behind } = routesTable;
  const rows = Object.values(behind).flatMap((table) => Object.keys(table));
  const inPublishedForm = rows
    // The websocket is no path of OpenAPI; the four feeds are listed one by one.
    .filter((row) => row !== "GET /api/live" && row !== "POST /api/feeds/:feed/referrals");
  expect(inPublishedForm.toSorted()).toEqual(
    published.filter((route) => !route.startsWith("POST /api/feeds/")).toSorted(),
  );
});
