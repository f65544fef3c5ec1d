/** Starts `web`: the one public origin, with pages, sign-in and the way to every service. */
import {
  createLogger,
  readConfig,
  readSigningKey,
  readVerifyingKeys,
  runService,
  startTelemetry,
  systemClock,
} from "@ucrt/service";
import { webConfigOf } from "./config.ts";
import { readProviderSettings } from "./sign-in/provider-settings.ts";
import { createWebServer } from "./wiring.ts";

const service = "web";
const config = readConfig(webConfigOf(process.env), process.env);
const logger = createLogger({ service, level: config.LOG_LEVEL });
/** Long enough for pages and systems that keep their connections to be told; far below the ten seconds a stop may take. */
const lingerMs = 1_500;

await runService({
  name: service,
  logger,
  start: async (life) => {
    const telemetry = await startTelemetry({ service, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, logger });
    life.onStop("telemetry", telemetry.stop);
    const provider = await readProviderSettings(config);
    const app = await createWebServer({
      mode: config.MODE,
      area: config.AREA,
      urls: {
        intake: config.INTAKE_URL,
        eligibility: config.ELIGIBILITY_URL,
        routing: config.ROUTING_URL,
        queue: config.QUEUE_URL,
        live: config.LIVE_URL,
        metrics: config.METRICS_URL,
      },
      allowedOrigins: config.ALLOWED_ORIGINS,
      ...(provider === undefined || config.PEOPLE_FILE === undefined
        ? {}
        : { signIn: { provider, peopleFile: config.PEOPLE_FILE } }),
      ...(config.SYSTEMS_FILE === undefined
        ? {}
        : {
            machines: {
              systemsFile: config.SYSTEMS_FILE,
              verifyingKeys: await readVerifyingKeys(config.INTERNAL_TOKEN_PUBLIC_KEY),
            },
          }),
      sessionLimits: {
        idleMs: config.SESSION_IDLE_MINUTES * 60_000,
        managedIdleMs: config.SESSION_MANAGED_IDLE_MINUTES * 60_000,
        absoluteMs: config.SESSION_LONGEST_MINUTES * 60_000,
      },
      deviceKeepsHours: config.DEVICE_KEEPS_HOURS,
      tunnelsAtOnce: config.TUNNELS_AT_ONCE,
      signingKey: await readSigningKey(config.INTERNAL_TOKEN_PRIVATE_KEY),
      clock: systemClock,
      logger,
      tracing: telemetry.httpPlugin,
      lingerMs,
    });
    await app.listen({ port: config.PORT, host: config.HOST });
    life.onStop("http", () => app.close());
  },
});
