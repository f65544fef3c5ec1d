// Brings together what the judge looks at, after the drain. In: a history and where everything is. Out: the evidence. What cannot be read is missing from
// it, and missed by the invariant that needs it; the stores themselves must answer.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { KafkaClient } from "@ucrt/kafka";
import type { Place } from "../e2e/find-canaries.ts";
import { commissioner } from "../simulation/cast.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import { verifyAudit } from "./audit-verify.ts";
import type { Evidence } from "./evidence.ts";
import type { HistoryLine } from "./history.ts";
import { loadStores, type StoredEvidence } from "./load-stores.ts";
import { loadTopics } from "./load-topics.ts";
import { waitForDrain } from "./wait-for-drain.ts";

export interface WhereEvidenceIs {
  readonly history: readonly HistoryLine[];
  /** As the owner of every schema. */
  readonly databaseUrl: string;
  readonly kafka: KafkaClient;
  readonly anchorFile: string | undefined;
  readonly logsFolder: string | undefined;
  readonly metricsUrls: readonly string[];
  readonly webUrl: string | undefined;
  readonly drainMs: number;
}

const topicTimeoutMs = 60_000;
const answerTimeoutMs = 10_000;

/** Waits for the drain first. Throws when a store cannot be read. */
export async function gatherEvidence(where: WhereEvidenceIs): Promise<Evidence> {
  const { history, databaseUrl, kafka } = where;
  const drain = await waitForDrain({ databaseUrl, kafka, timeoutMs: where.drainMs });
  // Topics last: whatever the database holds in one instant must be on them by then.
  const stores = await loadAtRest(databaseUrl);
  return {
    history,
    drain,
    ...stores,
    topics: await loadTopics(kafka, topicTimeoutMs),
    audit: where.anchorFile === undefined ? undefined : await verifyAudit(databaseUrl, where.anchorFile),
    places: [
      ...(where.logsFolder === undefined ? [] : logsIn(where.logsFolder)),
      ...(await textsOf(where.metricsUrls)),
      ...(where.webUrl === undefined ? [] : await commissionersAnswers(where.webUrl)),
    ],
  };
}

const looksForRest = 40;
const betweenLooksMs = 250;

/**
 * An instant at which no fact was on its way: timers go on firing, and what they do takes a moment to be counted. When there is none, the last look
 * stands, and what is missing in it is said.
 */
async function loadAtRest(databaseUrl: string): Promise<StoredEvidence> {
  for (let look = 1; ; look += 1) {
    const stores = await loadStores(databaseUrl);
    const counted = new Map(stores.measures.map((row) => [row["referral_id"], row["sequence"]]));
    const told = new Map(stores.submissions.map((one) => [one.referralId, one.lastSequence]));
    const isAtRest = stores.referrals.every(
      ({ id, version }) => counted.get(id) === version && told.get(id) === version,
    );
    if (isAtRest || look === looksForRest) return stores;
    await pause(betweenLooksMs);
  }
}

function logsIn(folder: string): readonly Place[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".log"))
    .map((file) => ({ place: `log ${file}`, text: readFileSync(join(folder, file), "utf8") }));
}

async function textsOf(urls: readonly string[]): Promise<readonly Place[]> {
  const texts = await Promise.allSettled(
    urls.map(async (url) => {
      const response = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) });
      return { place: url, text: await response.text() };
    }),
  );
  return texts.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function commissionersAnswers(webUrl: string): Promise<readonly Place[]> {
  const person = personAtWork(webUrl, commissioner);
  const month = new Date().toISOString().slice(0, 7);
  const paths = [`/api/metrics/report?period=${month}`, "/api/metrics/report", "/api/criteria"];
  const answers = await Promise.allSettled(
    paths.map(async (path) => ({
      place: `answer to a commissioner ${path}`,
      text: JSON.stringify((await person.get(path)).body),
    })),
  );
  return answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}
