/** Starts `eligibility`: opened and amended referrals in, advice out; checks before sending and the criteria over HTTP. */
import { createDirectory, routesOf } from "@ucrt/domain";
import { createKafka, kafkaSecurity } from "@ucrt/kafka";
import { readDirectory, readTimeouts } from "@ucrt/schemas/areas";
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
import { addCheckRoute } from "./check-eligibility.ts";
import { eligibilityConfig } from "./config.ts";
import { loadCriteria } from "./criteria-in-force.ts";
import { addCriteriaRoute } from "./get-criteria.ts";
import { serviceName } from "./service-name.ts";
import { startEligibility } from "./wiring.ts";

const config = readConfig(eligibilityConfig, process.env);
const registry = createMetricsRegistry(serviceName);
const logger = createLogger({ service: serviceName, level: config.LOG_LEVEL, onAlarm: countAlarms(registry) });

await runService({
  name: serviceName,
  logger,
  start: async (life) => {
    const criteria = loadCriteria({ area: config.AREA, mode: config.MODE });
    const directory = createDirectory(readDirectory(config.AREA));
    const inForce = criteria.at(systemClock.nowMs()).criteriaSet;
    logger.info(
      { area: config.AREA, version: inForce.version, hash: inForce.hash, isApproved: inForce.isApproved },
      "criteria loaded",
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
    const eligibility = startEligibility({ client, criteria, onFatal: life.onFatal });
    life.onStop("kafka", eligibility.stop);

    const app = await createHttpServer({
      logger,
      routes: routesOf("eligibility"),
      registry,
      tracing: telemetry.httpPlugin,
      // The files are loaded: checks can be answered. Without Kafka referrals wait for advice, which is said here and alarmed by the queue.
      ready: () => ({
        ready: true,
        degraded: eligibility.isReadingFacts() ? [] : ["kafka"],
        details: { criteria: inForce.version, ...eligibility.details() },
      }),
      authenticate: authenticateByInternalToken({
        keys: await readVerifyingKeys(config.INTERNAL_TOKEN_PUBLIC_KEY),
        clock: systemClock,
        mode: config.MODE,
      }),
    });
    addCheckRoute(app, {
      criteria,
      directory,
      teamStates: eligibility.teamStates,
      clock: systemClock,
      decisionByMinutes: readTimeouts(config.AREA).value.decisionByMinutes,
      record: eligibility.record,
    });
    addCriteriaRoute(app, { criteria, clock: systemClock });
    await app.listen({ port: config.PORT, host: config.HOST });
    life.onStop("http", () => app.close());
  },
});
