/**
 * The one connection configuration of a process to Kafka.
 * In: brokers, credentials, a logger. Out: a `KafkaClient` that the consumers, producers and readers of this package take.
 * Topic names are logical everywhere above this package; `topicSuffix` is put on and taken off here, so several whole systems
 * (tests, a rehearsal) can share one broker. Never hands kafkajs itself to a service.
 */
import { Kafka, logLevel } from "kafkajs";
import type { KafkaConfig, LogEntry } from "kafkajs";
import type { Registry } from "prom-client";
import { createKafkaMetrics, type KafkaMetrics } from "./kafka-metrics.ts";
import type { Log } from "./log.ts";
import { socketOfWholeResponses } from "./whole-responses.ts";

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger: Log;
  /** Put behind every topic and group name. @default "" */
  readonly topicSuffix?: string;
  readonly ssl?: KafkaConfig["ssl"];
  readonly sasl?: KafkaConfig["sasl"];
  /** Takes the numbers of every consumer and reader of this client. */
  readonly registry?: Registry;
  /** @default 10,000 ms */
  readonly requestTimeoutMs?: number;
}

export interface KafkaClient {
  readonly kafka: Kafka;
  readonly log: Log;
  readonly clientId: string;
  readonly metrics: KafkaMetrics;
  /** The name on the broker. */
  physical(name: string): string;
  /** The name the product uses. */
  logical(name: string): string;
}

/** Describes the connection; nothing connects yet. */
export function createKafka(options: KafkaOptions): KafkaClient {
  silenceNegativeTimeouts();
  const suffix = options.topicSuffix ?? "";
  const kafka = new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
    socketFactory: socketOfWholeResponses,
    connectionTimeout: 3_000,
    requestTimeout: options.requestTimeoutMs ?? 10_000,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => logKafkajs(options.logger, entry),
  });
  return {
    kafka,
    log: options.logger,
    clientId: options.clientId,
    metrics: createKafkaMetrics(options.registry),
    physical: (name) => name + suffix,
    logical: (name) => (suffix !== "" && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name),
  };
}

function logKafkajs(log: Log, entry: LogEntry): void {
  // Only what helps an operator: kafkajs puts whole assignments and retry tables beside these.
  const { message, groupId, broker, error, topic, partition, retryCount } = entry.log;
  const text = typeof error === "string" ? error : error instanceof Error ? error.message : undefined;
  const details = { part: `kafkajs/${entry.namespace}`, groupId, broker, topic, partition, retryCount, reason: text };
  // Its errors are mostly attempts that are made again: what matters is raised by our own consumers and relay.
  if (entry.level === logLevel.ERROR || entry.level === logLevel.WARN) log.warn(details, message);
  else log.debug(details, message);
}

let silenced = false;

/**
 * kafkajs 2 sometimes asks for a timer in the past; Node 24 warns each time, and nothing is wrong. Only this one warning is dropped.
 */
function silenceNegativeTimeouts(): void {
  if (silenced) return;
  silenced = true;
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]): void => {
    const [warning, kind] = args;
    const name =
      warning instanceof Error
        ? warning.name
        : typeof kind === "object" && kind !== null
          ? Reflect.get(kind, "type")
          : kind;
    if (name !== "TimeoutNegativeWarning") emitWarning(...args);
  };
}
