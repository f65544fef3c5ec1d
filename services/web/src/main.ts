/** Starts `web`: the one public origin, with pages, sign-in and the way to every service. */
import {
  configExitCode,
  createLogger,
  readConfig,
  readSigningKey,
  runService,
  startTelemetry,
  systemClock,
} from "@ucrt/service";
import { webConfig } from "./config.ts";
import { createWebServer } from "./wiring.ts";

const service = "web";
const config = readConfig(webConfig, process.env);
const logger = createLogger({ service, level: config.LOG_LEVEL });

if (config.MODE === "production") {
  process.stderr.write(
    "Cannot start: MODE=production needs an identity provider, and this version can only sign people in by the role picker of MODE=local.\n",
  );
  process.exit(configExitCode);
}

await runService({
  name: service,
  logger,
  start: async (life) => {
    const telemetry = await startTelemetry({ service, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, logger });
    life.onStop("telemetry", telemetry.stop);
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
      tunnelsAtOnce: config.TUNNELS_AT_ONCE,
      signingKey: await readSigningKey(config.INTERNAL_TOKEN_PRIVATE_KEY),
      clock: systemClock,
      logger,
      tracing: telemetry.httpPlugin,
    });
    await app.listen({ port: config.PORT, host: config.HOST });
    life.onStop("http", () => app.close());
  },
});
