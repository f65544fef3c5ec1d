/** Starts `live`: the board in, every change to every screen that may see it. */
import { randomBytes } from "node:crypto";
import { createKafka, kafkaSecurity } from "@ucrt/kafka";
import {
  authenticateByInternalToken,
  countAlarms,
  createLogger,
  createMetricsRegistry,
  readConfig,
  readVerifyingKeys,
  runService,
  startTelemetry,
  systemClock,
} from "@ucrt/service";
import { liveConfig } from "./config.ts";
import { serviceName, startLive } from "./wiring.ts";

const config = readConfig(liveConfig, process.env);
const registry = createMetricsRegistry(serviceName);
const logger = createLogger({ service: serviceName, level: config.LOG_LEVEL, onAlarm: countAlarms(registry) });

await runService({
  name: serviceName,
  logger,
  start: async (life) => {
    const telemetry = await startTelemetry({
      service: serviceName,
      endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
      logger,
    });
    life.onStop("telemetry", telemetry.stop);
    const client = createKafka({
      brokers: config.KAFKA_BROKERS,
      ...kafkaSecurity(config),
      clientId: serviceName,
      logger,
      topicSuffix: config.TOPIC_SUFFIX,
      registry,
    });
    const live = await startLive({
      client,
      logger,
      clock: systemClock,
      authenticate: authenticateByInternalToken({
        keys: await readVerifyingKeys(config.INTERNAL_TOKEN_PUBLIC_KEY),
        clock: systemClock,
        mode: config.MODE,
      }),
      allowedOrigins: config.ALLOWED_ORIGINS,
      // Local mode has one instance: a key of its own, made at each start, does.
      ticketKey: config.LIVE_TICKET_KEY ?? randomBytes(32),
      settings: { socketsPerProcess: config.SOCKETS_PER_PROCESS },
      registry,
      tracing: telemetry.httpPlugin,
      onFatal: life.onFatal,
    });
    life.onStop("live", live.stop);
    await live.app.listen({ port: config.PORT, host: config.HOST });
  },
});
