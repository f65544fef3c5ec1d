/** Starts `intake`: feeds in over Kafka and HTTP, one referral out, answers to its senders. */
import { routesOf } from "@ucrt/domain";
import { createKafka, kafkaSecurity } from "@ucrt/kafka";
import { createPool } from "@ucrt/postgres";
import {
  authenticateByInternalToken,
  countAlarms,
  createHttpServer,
  createLogger,
  createMetricsRegistry,
  readConfig,
  readVerifyingKeys,
  runService,
  startTelemetry,
  systemClock,
} from "@ucrt/service";
import { readBarsSigningKey } from "./bars/fetch-access-token.ts";
import { operationOutcomes } from "./bars/write-fhir.ts";
import { intakeConfig } from "./config.ts";
import { serviceName } from "./submitted-messages.ts";
import { roleName, schemaName } from "./tables.ts";
import { loadArea, startIntake } from "./wiring.ts";

const config = readConfig(intakeConfig, process.env);
const registry = createMetricsRegistry(serviceName);
const logger = createLogger({ service: serviceName, level: config.LOG_LEVEL, onAlarm: countAlarms(registry) });

await runService({
  name: serviceName,
  logger,
  start: async (life) => {
    const area = loadArea(config.AREA);
    const telemetry = await startTelemetry({
      service: serviceName,
      endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
      logger,
    });
    life.onStop("telemetry", telemetry.stop);

    const pool = createPool({
      url: config.DATABASE_URL,
      schema: schemaName,
      role: { name: roleName, password: config.DATABASE_ROLE_PASSWORD },
      applicationName: serviceName,
      max: 16,
      byIndexOnly: true,
      logger,
      registry,
    });
    life.onStop("postgres", () => pool.end());

    const client = createKafka({
      brokers: config.KAFKA_BROKERS,
      ...kafkaSecurity(config),
      clientId: serviceName,
      logger,
      topicSuffix: config.TOPIC_SUFFIX,
      registry,
    });
    const intake = startIntake({
      ...area,
      pool,
      client,
      clock: systemClock,
      logger,
      feedLimit: config.FEED_LIMIT,
      registry,
      barsPartner: {
        senders: config.BARS_SENDERS,
        baseUrl: config.BARS_BASE_URL,
        signing: config.BARS_SIGNING_KEY === undefined ? undefined : await readBarsSigningKey(config.BARS_SIGNING_KEY),
      },
      onFatal: life.onFatal,
    });
    life.onStop("intake", intake.stop);

    const app = await createHttpServer({
      logger,
      routes: routesOf("intake"),
      registry,
      tracing: telemetry.httpPlugin,
      rateLimitPerMinute: config.RATE_LIMIT_PER_MINUTE,
      problemFormats: [operationOutcomes],
      ready: async () => {
        await pool.query("select 1");
        const lag = Object.fromEntries([...intake.consumers].map(([feed, consumer]) => [feed, consumer.status().lag]));
        return {
          ready: true,
          degraded: intake.degraded(),
          details: { lag, facts: intake.facts.status().lag, outbox: (await intake.relay.measure()).depth },
        };
      },
      authenticate: authenticateByInternalToken({
        keys: await readVerifyingKeys(config.INTERNAL_TOKEN_PUBLIC_KEY),
        clock: systemClock,
        mode: config.MODE,
      }),
    });
    intake.addRoutes(app);
    await app.listen({ port: config.PORT, host: config.HOST });
    life.onStop("http", () => app.close());
  },
});
