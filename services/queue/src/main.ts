/** Starts `queue`: submitted referrals, advice, people's commands and time in; facts, board rows and team states out. */
import { routesOf } from "@ucrt/domain";
import { sql } from "kysely";
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
import { addAgeMetrics } from "./age-metrics.ts";
import { queueConfig } from "./config.ts";
import { addRoutes } from "./routes.ts";
import { startQueue } from "./wiring.ts";

const service = "queue";
/** Consumers hear from Kafka five times a second; this long without a word means that it is lost. */
const kafkaSilenceMs = 15_000;
const config = readConfig(queueConfig, process.env);
const registry = createMetricsRegistry(service);
const logger = createLogger({ service, level: config.LOG_LEVEL, onAlarm: countAlarms(registry) });

await runService({
  name: service,
  logger,
  start: async (life) => {
    const telemetry = await startTelemetry({ service, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, logger });
    life.onStop("telemetry", telemetry.stop);
    const queue = await startQueue({ config, logger, life, registry });
    addAgeMetrics(registry, queue.parts);
    const app = await createHttpServer({
      logger,
      routes: routesOf("queue"),
      registry,
      tracing: telemetry.httpPlugin,
      ready: async () => {
        await sql`select 1`.execute(queue.parts.db);
        const status = queue.consumers.map((consumer) => consumer.status());
        const isBehind = (atMs: number | null): boolean => atMs === null || Date.now() - atMs > kafkaSilenceMs;
        const isKafkaLost = status.some((one) => !one.isMember || Object.values(one.lastFetchAtMs).some(isBehind));
        const isOutboxStuck = queue.relay.status().lastError !== null;
        const degraded = [...(isKafkaLost ? ["kafka"] : []), ...(isOutboxStuck ? ["outbox"] : [])];
        return {
          ready: true,
          degraded,
          details: { lag: status.reduce((sum, one) => sum + one.lag, 0), holdsRelay: queue.relay.status().holdsLease },
        };
      },
      authenticate: authenticateByInternalToken({
        keys: await readVerifyingKeys(config.INTERNAL_TOKEN_PUBLIC_KEY),
        clock: systemClock,
        mode: config.MODE,
      }),
    });
    addRoutes(app, queue.parts, { acceptsAMinute: config.ACCEPTS_A_MINUTE, nowMs: systemClock.nowMs });
    await app.listen({ port: config.PORT, host: config.HOST });
    life.onStop("http", () => app.close());
  },
});
