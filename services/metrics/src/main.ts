/** Starts `metrics`: facts in, measures kept, numbers out. */
import { routesOf } from "@ucrt/domain";
import { createKafka, createProducer, parkWith, startBatchConsumer, kafkaSecurity } from "@ucrt/kafka";
import { createDatabase, createPool } from "@ucrt/postgres";
import { FACTS_TOPIC } from "@ucrt/schemas";
import { readAreaDescription, readMetricsSettings, readPublishedActivity } from "@ucrt/schemas/areas";
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
import { sql } from "kysely";
import { metricsConfig } from "./config.ts";
import { addNumbersRoutes } from "./numbers-routes.ts";
import { onFacts } from "./on-fact.ts";
import { addRollupMetrics } from "./rollup-metrics.ts";
import { roleName, schemaName, type MetricsTables } from "./tables.ts";
import { startPublicationJob } from "./when-publication-due.ts";
import { rollupRulesOf, startRollupJob } from "./when-months-change.ts";

const service = "metrics";
const config = readConfig(metricsConfig, process.env);
const registry = createMetricsRegistry(service);
const logger = createLogger({ service, level: config.LOG_LEVEL, onAlarm: countAlarms(registry) });

await runService({
  name: service,
  logger,
  start: async (life) => {
    const area = readAreaDescription(config.AREA);
    const rules = rollupRulesOf(config.AREA);
    const settings = readMetricsSettings(config.AREA).value;
    const telemetry = await startTelemetry({ service, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, logger });
    life.onStop("telemetry", telemetry.stop);

    const db = createDatabase<MetricsTables>(
      createPool({
        url: config.DATABASE_URL,
        schema: schemaName,
        role: { name: roleName, password: config.DATABASE_ROLE_PASSWORD },
        applicationName: service,
        logger,
        registry,
      }),
    );
    life.onStop("postgres", () => db.destroy());

    const client = createKafka({
      brokers: config.KAFKA_BROKERS,
      ...kafkaSecurity(config),
      clientId: service,
      logger,
      topicSuffix: config.TOPIC_SUFFIX,
      registry,
    });
    const producer = createProducer(client);
    life.onStop("producer", () => producer.disconnect());
    const consumer = startBatchConsumer({
      client,
      // A new name reads the whole log again: what is kept now needs more of each fact than the first group kept.
      groupId: "metrics-facts-2",
      serviceName: service,
      topics: [FACTS_TOPIC],
      handleBatch: onFacts(db, rules.civil),
      // Numbers are read by the minute: four transactions a second do, however busy the front door is.
      gatherMs: 250,
      park: parkWith({ producer, serviceName: service }),
      onFatal: life.onFatal,
      onAlarm: (alarm) =>
        logger.error(
          { part: "facts", alarm: alarm.kind, topic: alarm.topic, partition: alarm.partition },
          "facts are waiting",
        ),
    });
    life.onStop("facts", () => consumer.stop());

    const rollups = startRollupJob({ db, rules, logger });
    life.onStop("rollups", rollups.stop);
    addRollupMetrics(registry, db, rules.version);
    const publications = startPublicationJob({
      db,
      rules: settings,
      civil: rules.civil,
      everyMinutes: settings.publicationEveryMinutes,
      logger,
    });
    life.onStop("publications", publications.stop);

    const app = await createHttpServer({
      logger,
      routes: routesOf("metrics"),
      registry,
      tracing: telemetry.httpPlugin,
      ready: async () => {
        await sql`select 1`.execute(db);
        const { isMember, lag } = consumer.status();
        return { ready: true, degraded: isMember ? [] : ["kafka"], details: { lag } };
      },
      authenticate: authenticateByInternalToken({
        keys: await readVerifyingKeys(config.INTERNAL_TOKEN_PUBLIC_KEY),
        clock: systemClock,
        mode: config.MODE,
      }),
    });
    addNumbersRoutes(app, {
      db,
      clock: systemClock,
      area: area.name,
      civil: rules.civil,
      settings,
      published: readPublishedActivity(config.AREA).value,
    });
    await app.listen({ port: config.PORT, host: config.HOST });
    life.onStop("http", () => app.close());
  },
});
