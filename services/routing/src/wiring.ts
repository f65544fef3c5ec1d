/**
 * Joins the parts of `routing`: the team states' reader first, then the facts' consumer, so that no advice is given before the states are known.
 * In: a Kafka client and the directory. Out: a status and a stop. Never waits for Kafka: a process without it is up, and not ready.
 */
import { createDirectory, type Directory } from "@ucrt/domain";
import {
  createNewestRecords,
  createProducer,
  parkWith,
  startBatchConsumer,
  startCompactedReader,
  type BatchConsumer,
  type KafkaClient,
} from "@ucrt/kafka";
import { FACTS_TOPIC, TEAM_STATE_TOPIC, teamState } from "@ucrt/schemas";
import { readDirectory } from "@ucrt/schemas/areas";
import { onRoutingRequested } from "./on-routing-requested.ts";

export const serviceName = "routing";

export interface Routing {
  /** True once the team states are whole and facts are being read. */
  readonly isReady: () => boolean;
  readonly details: () => Readonly<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

/** The directory of an area, ready to be asked. Throws WrongAreaFile. */
export function loadDirectory(area: string): Directory {
  return createDirectory(readDirectory(area));
}

/** Starts reading; returns at once. `onFatal` ends the process. */
export function startRouting(deps: {
  readonly client: KafkaClient;
  readonly directory: Directory;
  readonly onFatal: (error: Error) => void;
}): Routing {
  const { client, directory, onFatal } = deps;
  const teamStates = createNewestRecords({ schema: teamState, keyOf: ({ team }) => team });
  const producer = createProducer(client);
  let consumer: BatchConsumer | undefined;
  let isStopping = false;
  const reader = startCompactedReader({
    client,
    name: serviceName,
    topic: TEAM_STATE_TOPIC,
    onRecord: teamStates.take,
    onRestarted: teamStates.forget,
    onFatal,
  });
  void reader.ready.then(() => {
    if (isStopping) return;
    consumer = startBatchConsumer({
      client,
      groupId: "routing-facts",
      serviceName,
      topics: [FACTS_TOPIC],
      handleBatch: onRoutingRequested({ directory, teamStates: teamStates.byKey, producer }),
      park: parkWith({ producer, serviceName }),
      onFatal,
      onAlarm: (alarm) =>
        client.log.error(
          { part: "facts", alarm: alarm.kind, topic: alarm.topic, partition: alarm.partition },
          "facts wait for advice",
        ),
    });
  });
  return {
    isReady: () => reader.status().isReady && consumer?.status().isMember === true,
    details: () => ({
      teams: teamStates.byKey.size,
      teamStates: reader.status(),
      lag: consumer?.status().lag ?? null,
    }),
    stop: async () => {
      isStopping = true;
      await consumer?.stop();
      await reader.stop();
      await producer.disconnect();
    },
  };
}
