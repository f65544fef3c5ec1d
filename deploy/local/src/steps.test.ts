import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countReport } from "./steps.ts";

const folder = mkdtempSync(join(tmpdir(), "steps-"));

function report(results: readonly { status: string; tests: readonly string[] }[]): string {
  const statuses = results.flatMap((result) => result.tests);
  const file = join(folder, `${Math.random()}.json`);
  const count = (status: string) => statuses.filter((each) => each === status).length;
  const content = {
    numPassedTests: count("passed"),
    numFailedTests: count("failed"),
    numPendingTests: count("skipped"),
    testResults: results.map(({ status, tests }) => ({
      status,
      name: "life.test.ts",
      message: tests.length === 0 ? "cannot find module" : "",
      assertionResults: tests.map((each, index) => ({
        status: each,
        fullName: `test ${index}`,
        failureMessages: each === "failed" ? ["expected 1 to be 2"] : [],
      })),
    })),
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test("counts the tests of a run", () => {
  expect(countReport(report([{ status: "passed", tests: ["passed", "passed", "skipped"] }]), 0)).toEqual({
    passed: 2,
    failed: 0,
    skipped: 1,
  });
});

test("counts a file that could not be loaded as a failure", () => {
  const file = report([
    { status: "failed", tests: [] },
    { status: "failed", tests: ["passed", "failed"] },
  ]);
  expect(countReport(file, 1)).toMatchObject({ passed: 1, failed: 2 });
});

test("says which tests failed and why, and which file could not be loaded", () => {
  const file = report([
    { status: "failed", tests: ["passed", "failed"] },
    { status: "failed", tests: [] },
  ]);
  expect(countReport(file, 1).failures).toEqual([
    "life.test.ts > test 1\n  expected 1 to be 2",
    "life.test.ts\n  cannot find module",
  ]);
});

test("counts a bad exit code without a failed test as a failure", () => {
  expect(countReport(report([{ status: "passed", tests: ["passed"] }]), 1)).toMatchObject({ passed: 1, failed: 1 });
});

test("counts a missing report as a failure", () => {
  expect(countReport(join(folder, "nothing.json"), 0)).toEqual({ passed: 0, failed: 1 });
});
