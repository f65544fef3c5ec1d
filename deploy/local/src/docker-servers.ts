// Kafka and PostgreSQL in containers, for machines with Docker but without Java. In: nothing. Out: the addresses and a way
// to stop both, or undefined when no Docker answers. Image names come from KAFKA_IMAGE and POSTGRES_IMAGE.
import { randomBytes } from "node:crypto";
import { GenericContainer, Wait } from "testcontainers";
import { freePort } from "./ports.ts";
import type { Say } from "./prepare-machine.ts";

export interface DockerServers {
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** Starts both containers; undefined, with the reason said, when Docker cannot be used here. */
export async function startDockerServers(say: Say): Promise<DockerServers | undefined> {
  const kafkaImage = process.env["KAFKA_IMAGE"] ?? "apache/kafka:4.3.0";
  const postgresImage = process.env["POSTGRES_IMAGE"] ?? "postgres:18";
  try {
    // The broker tells clients its own address, so the port outside has to be known before it starts.
    const kafkaPort = await freePort();
    const kafka = await new GenericContainer(kafkaImage)
      .withExposedPorts({ container: 9092, host: kafkaPort })
      .withEnvironment({
        KAFKA_NODE_ID: "1",
        KAFKA_PROCESS_ROLES: "broker,controller",
        KAFKA_LISTENERS: "BROKER://:9092,CONTROLLER://:9093",
        KAFKA_ADVERTISED_LISTENERS: `BROKER://127.0.0.1:${kafkaPort}`,
        KAFKA_INTER_BROKER_LISTENER_NAME: "BROKER",
        KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: "1",
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: "1",
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
        KAFKA_HEAP_OPTS: "-Xms256m -Xmx512m",
      })
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .start();
    const password = randomBytes(18).toString("hex");
    const postgres = await new GenericContainer(postgresImage)
      .withExposedPorts(5432)
      .withEnvironment({ POSTGRES_PASSWORD: password })
      .withCommand(["postgres", "-c", "max_connections=300", "-c", "timezone=UTC"])
      .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
      .start();
    return {
      kafkaBrokers: `127.0.0.1:${kafkaPort}`,
      databaseUrl: `postgres://postgres:${password}@${postgres.getHost()}:${postgres.getMappedPort(5432)}/postgres`,
      stop: async () => {
        await kafka.stop();
        await postgres.stop();
      },
    };
  } catch (cause) {
    say(`Docker is no help here: ${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}`);
    return undefined;
  }
}
