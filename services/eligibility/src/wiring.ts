/**
 * Joins the parts of `eligibility`: the facts' consumer, the reader of team states, the recorder of checks.
 * In: a Kafka client and the criteria. Out: a status and a stop. Never waits for Kafka: checks are answered without it.
 */
import { setTimeout as pause } from "node:timers/promises";
import {
  createNewestRecords,
  createProducer,
  messageOf,
  parkWith,
  startBatchConsumer,
  startCompactedReader,
  type KafkaClient,
} from "@ucrt/kafka";
import { FACTS_TOPIC, TEAM_STATE_TOPIC, teamState, type CheckedAdvice, type TeamState } from "@ucrt/schemas";
import type { CriteriaInForce } from "./criteria-in-force.ts";
import { onReferralOpenedOrAmended } from "./on-referral-opened-or-amended.ts";
import { serviceName } from "./service-name.ts";
import { toAdviceMessage } from "./to-advice-message.ts";

/** How long a check waits to be recorded before it is answered anyway. */
const RECORD_WITHIN_MS = 1_500;
/** Checks that may wait for a broker; beyond it they are answered and not recorded. */
const CHECKS_WAITING_LIMIT = 200;

export interface Eligibility {
  readonly teamStates: ReadonlyMap<string, TeamState>;
  readonly record: (check: CheckedAdvice) => Promise<void>;
  readonly isReadingFacts: () => boolean;
  readonly details: () => Readonly<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

/** Starts reading; returns at once. `onFatal` ends the process. */
export function startEligibility(parts: {
  readonly client: KafkaClient;
  readonly criteria: CriteriaInForce;
  readonly onFatal: (error: Error) => void;
}): Eligibility {
  const { client, criteria, onFatal } = parts;
  const teamStates = createNewestRecords({ schema: teamState, keyOf: ({ team }) => team });
  const producer = createProducer(client);
  // A lane of its own: a check that waits for the broker never holds up advice.
  const checkProducer = createProducer(client);
  let checksWaiting = 0;
  const reader = startCompactedReader({
    client,
    name: serviceName,
    topic: TEAM_STATE_TOPIC,
    onRecord: teamStates.take,
    onRestarted: teamStates.forget,
    onFatal,
  });
  const consumer = startBatchConsumer({
    client,
    groupId: "eligibility-facts",
    serviceName,
    topics: [FACTS_TOPIC],
    handleBatch: onReferralOpenedOrAmended({ criteria, producer }),
    park: parkWith({ producer, serviceName }),
    onFatal,
    onAlarm: (alarm) =>
      client.log.error(
        { part: "facts", alarm: alarm.kind, topic: alarm.topic, partition: alarm.partition },
        "facts wait for advice",
      ),
  });

  const send = async (check: CheckedAdvice): Promise<void> => {
    checksWaiting += 1;
    try {
      await checkProducer.send([toAdviceMessage(check)]);
    } catch (error) {
      client.log.warn(
        { part: "checks", checkId: check.checkId, reason: messageOf(error) },
        "a check was answered and not recorded",
      );
    } finally {
      checksWaiting -= 1;
    }
  };

  return {
    teamStates: teamStates.byKey,
    record: async (check) => {
      if (checksWaiting >= CHECKS_WAITING_LIMIT) {
        client.log.warn(
          { part: "checks", checkId: check.checkId, reason: "too many wait for Kafka" },
          "a check was answered and not recorded",
        );
        return;
      }
      const limit = new AbortController();
      const waited = pause(RECORD_WITHIN_MS, undefined, { signal: limit.signal, ref: false }).catch(() => undefined);
      await Promise.race([send(check), waited]);
      limit.abort();
    },
    isReadingFacts: () => consumer.status().isMember,
    details: () => ({
      lag: consumer.status().lag,
      teams: teamStates.byKey.size,
      teamStates: reader.status(),
      checksWaiting,
    }),
    stop: async () => {
      await consumer.stop();
      await reader.stop();
      await checkProducer.disconnect();
      await producer.disconnect();
    },
  };
}
