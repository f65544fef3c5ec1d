/** Starts `routing`: requests in, ranked teams out, the directory over HTTP. */
import { routesOf } from "@ucrt/domain";
import { createKafka, kafkaSecurity } from "@ucrt/kafka";
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
import { routingConfig } from "./config.ts";
import { addDirectoryRoute } from "./get-directory.ts";
import { loadDirectory, serviceName, startRouting } from "./wiring.ts";

const config = readConfig(routingConfig, process.env);
const registry = createMetricsRegistry(serviceName);
const logger = createLogger({ service: serviceName, level: config.LOG_LEVEL, onAlarm: countAlarms(registry) });

await runService({
  name: serviceName,
  logger,
  start: async (life) => {
    const directory = loadDirectory(config.AREA);
    const { bankHolidays } = directory.data.file;
    logger.info(
      { area: config.AREA, version: directory.data.file.version, bankHolidaysKnownUntil: bankHolidays.knownUntil },
      "directory loaded",
    );
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
    const routing = startRouting({ client, directory, onFatal: life.onFatal });
    life.onStop("kafka", routing.stop);

    const app = await createHttpServer({
      logger,
      routes: routesOf("routing"),
      registry,
      tracing: telemetry.httpPlugin,
      ready: () => ({
        ready: routing.isReady(),
        degraded: routing.isReady() ? [] : ["kafka"],
        details: routing.details(),
      }),
      authenticate: authenticateByInternalToken({
        keys: await readVerifyingKeys(config.INTERNAL_TOKEN_PUBLIC_KEY),
        clock: systemClock,
        mode: config.MODE,
      }),
    });
    addDirectoryRoute(app, { directory, clock: systemClock });
    await app.listen({ port: config.PORT, host: config.HOST });
    life.onStop("http", () => app.close());
  },
});
