import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listedRoutes } from "@ucrt/schemas/openapi";
import { commandNames, feed } from "@ucrt/schemas";
import { expect, test } from "vitest";
import { repositoryRoot } from "./paths.ts";

/** The websocket is in the contract of its frames; the edge's own pages and documents need no sign-in. */
const notHttpContracts = new Set(["GET /api/live"]);
const routeInSource = /\bapp\.(get|post|put|delete)\(\s*["`](\/(?:api|FHIR)\/[^"`]+)["`]/g;

/** `:feed` and `${name}` stand for every feed and every command. */
function spelledOut(path: string): readonly string[] {
  const plain = path.replace(/:id\b/g, "{id}");
  if (plain.includes(":feed")) return feed.options.map((one) => plain.replace(":feed", one));
  if (plain.includes("${name}")) return commandNames.map((name) => plain.replace("${name}", name));
  return [plain];
}

test("every route that a service adds is in the published contract, and nothing else is", () => {
  const files = globSync("services/*/src/**/*.ts", { cwd: repositoryRoot }).filter(
    (file) => !file.startsWith("services/web/") && !file.endsWith(".test.ts"),
  );
  const served = files.flatMap((file) =>
    [...readFileSync(join(repositoryRoot, file), "utf8").matchAll(routeInSource)].flatMap(
      ([, method = "", path = ""]) => spelledOut(path).map((one) => `${method.toUpperCase()} ${one}`),
    ),
  );
  expect(served.filter((route) => !notHttpContracts.has(route)).toSorted()).toEqual(
    listedRoutes.map(({ method, path }) => `${method} ${path}`).toSorted(),
  );
});
