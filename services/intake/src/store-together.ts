/**
 * Stores what comes over HTTP at about the same time in one transaction: a commit costs the same for one submission and for thirty.
 * In: a submission. Out: what became of it, after the commit. When the transaction of several fails, each is tried in one of its own, so that
 * a bad one never costs a good one its answer. Throws what the database throws, and MessageTooLarge; then nothing of that submission is stored.
 */
import type { Kysely } from "kysely";
import type { Directory } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import { createLane, fault } from "@ucrt/service";
import { storeSubmissions } from "./store-submissions.ts";
import type { Stored, Submission } from "./submission.ts";
import type { IntakeTables } from "./tables.ts";

/** Submissions of one transaction. */
const MOST_TOGETHER = 50;

/** Makes the one way to the database for what comes over HTTP. */
export function createStore(parts: {
  readonly db: Kysely<IntakeTables>;
  readonly directory: Directory;
}): (submission: Submission) => Promise<Stored> {
  const storeInOne = async (submissions: readonly Submission[]): Promise<readonly Stored[]> => {
    const results = await inTransaction(parts.db, async (trx) => {
      const stored = await storeSubmissions(trx, submissions, { directory: parts.directory });
      fault.at("before-commit");
      return stored;
    });
    fault.at("after-commit");
    return results;
  };

  const lane = createLane<Submission, PromiseSettledResult<Stored>>({
    most: MOST_TOGETHER,
    work: async (submissions) => {
      try {
        return (await storeInOne(submissions)).map((value) => ({ status: "fulfilled", value }));
      } catch (reason) {
        if (submissions.length === 1) return [{ status: "rejected", reason }];
        const alone = await Promise.allSettled(submissions.map((one) => storeInOne([one])));
        return alone.map((one) =>
          one.status === "rejected" ? one : { status: "fulfilled", value: one.value[0] as Stored },
        );
      }
    },
  });

  return async (submission) => {
    const result = await lane(submission);
    if (result.status === "rejected") throw result.reason;
    return result.value;
  };
}
