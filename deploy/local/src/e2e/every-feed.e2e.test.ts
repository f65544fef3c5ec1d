import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { feed } from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing";
import { repositoryRoot } from "../paths.ts";
import { serviceEnvironment } from "../services.ts";
import { localSecrets } from "../secrets.ts";
import { makeJourney } from "../simulation/journey.ts";
import type { LiveBoard } from "../simulation/live-board.ts";
import { problemsOf } from "./sound-facts.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let board: LiveBoard;

beforeAll(async () => {
  system = await startWholeSystem();
  board = await system.openBoard();
});
afterAll(async () => {
  await system.stop();
});

describe("a suitable referral", () => {
  for (const name of feed.options) {
    for (const way of ["Kafka", "HTTP"] as const) {
      it(`from the ${name} feed over ${way} is seen, accepted, visited and closed`, async () => {
        const journey = await makeJourney(name, way, { ...system, board });
        expect(journey.stoppedBecause, JSON.stringify(journey.steps)).toBeUndefined();
      });
    }
  }
});

describe("after those journeys", () => {
  it("the numbers count every one, and the states add up to what was received", async () => {
    const answer = await waitFor(
      async () => {
        const { body } = await system.serviceLead.get("/api/metrics/throughput?period=day");
        return (body["totals"] as { closed: number }).closed === 8 ? body : undefined;
      },
      "eight closed referrals in the numbers",
      20_000,
    );
    const { received, byState } = (answer as { conservation: { received: number; byState: Record<string, number> } })
      .conservation;
    expect(Object.values(byState).reduce((sum, count) => sum + count, 0)).toBe(received);
    expect(byState).toEqual({ closed: 8 });
  });

  it("a commissioner reads what was published: rounded, with small numbers hidden, and never the live numbers", async () => {
    expect((await system.commissioner.get("/api/metrics/throughput?period=day")).status).toBe(403);
    const year = new Date().getUTCFullYear();
    const cells = await waitFor(
      async () => {
        const { status, body } = await system.commissioner.get(`/api/metrics/report?period=${year}`);
        const [whole] = (body["rows"] ?? []) as { cells: Record<string, unknown> }[];
        return status === 200 && body["isDisclosed"] === true && whole?.cells["received"] !== 0
          ? whole?.cells
          : undefined;
      },
      "a publication of this year",
      150_000,
    );
    for (const count of ["received", "accepted", "arrived", "closed", "suitable"])
      expect(["*", 0, 10], count).toContain(cells[count]);
  });

  it("the facts are in order, without a gap or a double", async () => {
    expect(problemsOf(await system.facts())).toEqual([]);
  });

  it("the hash chains and the anchors verify", async () => {
    const { stdout } = await run("services/queue/src/audit-verify.ts", "queue");
    expect(stdout).toMatch(/\b[1-9]\d* chains, .* 0 wrong\b/);
  });

  it("a rebuild of the numbers from the log corrects nothing", async () => {
    const { stdout } = await run("services/metrics/src/rebuild.ts", "metrics");
    expect(stdout).toContain("corrected 0 rows");
  });
});

async function run(script: string, service: "queue" | "metrics"): Promise<{ stdout: string }> {
  const environment = serviceEnvironment(service, {
    folder: system.folder,
    area: "demo",
    ports: { web: 0, intake: 0, eligibility: 0, routing: 0, queue: 0, live: 0, metrics: 0 },
    kafkaBrokers: system.stack.kafkaBrokers,
    databaseUrl: system.stack.databaseUrl,
    topicSuffix: system.stack.topicSuffix,
    secrets: await localSecrets(system.folder),
  });
  return promisify(execFile)(process.execPath, [join(repositoryRoot, script)], {
    env: { ...process.env, ...environment },
  });
}
