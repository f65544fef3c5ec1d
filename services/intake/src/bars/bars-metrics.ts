/** What an operator watches of the answers to BaRS senders. In: the answers that wait, read from the database when asked. Out: gauges without identity. */
import { addReadGauges } from "@ucrt/service";
import type { Registry } from "prom-client";
import type { AnswersWaiting } from "./answer-rows.ts";

/** Adds the gauges. */
export function addBarsMetrics(registry: Registry, readWaiting: () => Promise<AnswersWaiting>): void {
  addReadGauges(registry, {
    what: "bars-answers",
    gauges: {
      intake_bars_answers_waiting: { help: "Answers that BaRS senders have not taken yet" },
      intake_bars_answer_oldest_age_seconds: { help: "Age of the oldest of them; 0 when there is none" },
      intake_bars_answers_failed: { help: "Answers that were refused or given up: a person has to ring" },
    },
    read: async () => {
      const { waiting, oldestAgeMs, failed } = await readWaiting();
      return {
        intake_bars_answers_waiting: waiting,
        intake_bars_answer_oldest_age_seconds: (oldestAgeMs ?? 0) / 1_000,
        intake_bars_answers_failed: failed,
      };
    },
  });
}
