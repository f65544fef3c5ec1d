// Every page that the application knows is served as a page, and not as a page that is not there. The application is read as text: it is built for the browser.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pagePaths } from "./serve-pages.ts";

test("the served addresses are those of the application", () => {
  const application = readFileSync(join(import.meta.dirname, "pages/app.tsx"), "utf8");
  const known = [...application.matchAll(/<Route\s+path="(\/[^"]*)"/g)].map(([, path = ""]) => path);
  expect(known.length).toBeGreaterThan(15);
  expect(new Set<string>(pagePaths)).toEqual(new Set(known));
});
