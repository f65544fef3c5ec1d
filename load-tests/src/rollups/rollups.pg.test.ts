// The bench of the rollups at a size for every day: it loads, rolls up, reads and scans, and both ways agree. How fast is not judged here.
import { createTestDatabase } from "@ucrt/testing";
import { expect, it } from "vitest";
import { migrateMetrics } from "@ucrt/metrics/src/migrate.ts";
import { linesOf, measureRollups } from "../bench/rollups.ts";

it("a year's page from rollups says what scanning the measures says", { timeout: 60_000 }, async () => {
  const database = await createTestDatabase({ template: "metrics", migrate: migrateMetrics });
  try {
    const figures = await measureRollups(
      database.url,
      { referrals: 3_000, months: 24, pageReads: 2, scans: 2 },
      () => undefined,
    );
    expect(figures).toMatchObject({ referrals: 3_000, months: 24 });
    expect(figures.page.rows).toBeGreaterThan(50);
    expect(linesOf(figures).join("\n")).not.toContain("NaN");
  } finally {
    await database.drop();
  }
});
