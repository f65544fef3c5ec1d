/**
 * Traces and numbers of a process.
 * In: the collector's address, if any. Out: an SDK that exports spans (only with an address), and a prom-client registry.
 * Spans carry route patterns, never URLs. No instrumentation hooks into module loading.
 */
import { context, trace } from "@opentelemetry/api";
import { collectDefaultMetrics, Counter, Registry } from "prom-client";
import type { FastifyPluginCallback } from "fastify";
import type { Logger } from "./logging.ts";

export type Telemetry = {
  /** True when spans leave the process. */
  readonly isExporting: boolean;
  /** Registers request spans; undefined without a collector. Given to `createHttpServer`. */
  readonly httpPlugin: FastifyPluginCallback | undefined;
  /** Sends what is left, within a few seconds, and stops. Never throws. */
  readonly stop: () => Promise<void>;
};

/** Starts OpenTelemetry when there is an endpoint (OTLP over HTTP); does nothing otherwise. Call it before anything else starts. */
export async function startTelemetry(options: {
  readonly service: string;
  readonly endpoint: string | undefined;
  readonly logger: Logger;
}): Promise<Telemetry> {
  const { service, endpoint, logger } = options;
  if (endpoint === undefined) return { isExporting: false, httpPlugin: undefined, stop: async () => {} };
  // Imported only here: the SDK costs 200 ms and 30 MB that a process without a collector need not pay.
  const [{ NodeSDK }, { OTLPTraceExporter }, { FastifyOtelInstrumentation }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@fastify/otel"),
  ]);
  const sdk = new NodeSDK({
    serviceName: service,
    traceExporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` }),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    autoDetectResources: false,
  });
  sdk.start();
  const http = new FastifyOtelInstrumentation({
    // A URL may hold an identifier (the BaRS search does); the span gets the route pattern instead.
    requestHook: (span, request) => void span.setAttribute("url.path", request.routeOptions.url ?? "unmatched"),
  });
  return {
    isExporting: true,
    httpPlugin: http.plugin() as FastifyPluginCallback,
    stop: async () => {
      try {
        await sdk.shutdown();
      } catch (error) {
        logger.warn({ err: error }, "the last spans could not be sent");
      }
    },
  };
}

/** The active span as a `traceparent` (W3C Trace Context), for a header of what goes out; undefined when there is none. */
export function activeTraceparent(): string | undefined {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !trace.isSpanContextValid(span)) return undefined;
  const flags = (span.traceFlags & 0xff).toString(16).padStart(2, "0");
  return `00-${span.traceId}-${span.spanId}-${flags}`;
}

/** A registry with the process metrics of Node and the label `service`. Services add their own metrics to it. */
export function createMetricsRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Adds `alarms_total` by kind; the answer is given to `createLogger`, which counts every line that carries `alarm`. */
export function countAlarms(registry: Registry): (kind: string) => void {
  const alarms = new Counter({
    name: "alarms_total",
    help: "Alarms raised since the start, by kind; each has a line in the log",
    labelNames: ["kind"],
    registers: [registry],
  });
  return (kind) => alarms.inc({ kind });
}
