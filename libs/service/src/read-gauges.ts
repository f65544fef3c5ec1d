/**
 * Gauges whose values are read when Prometheus asks, several from one reading.
 * In: names with their words, and a function that reads them. Out: values, or no value at all when they could not be read: an old one would lie.
 * One scrape reads once. A reading that fails, or hangs, never takes the other numbers of `/metrics` with it; it is counted.
 */
import { Counter, Gauge, type Registry } from "prom-client";

export interface GaugeText {
  readonly help: string;
  /** Few values each, and never an identity. */
  readonly labelNames?: readonly string[];
}

export interface LabelledValue {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A number for a gauge without labels, a list for one with; null or an empty list: there is nothing to say. */
export type GaugeValue = number | null | readonly LabelledValue[];

/** Shorter than Prometheus waits for an answer (10 s), so that the rest still arrives. */
const READ_WITHIN_MS = 5_000;

/** Adds the gauges; `what` names the reading in `metrics_read_failures_total`. */
export function addReadGauges<Name extends string>(
  registry: Registry,
  options: {
    readonly what: string;
    readonly gauges: Readonly<Record<Name, GaugeText>>;
    readonly read: () => Promise<Readonly<Record<Name, GaugeValue>>> | Readonly<Record<Name, GaugeValue>>;
    /** @default 5,000 ms */
    readonly readWithinMs?: number;
  },
): void {
  const { what, gauges } = options;
  const failures = failuresOf(registry);
  failures.inc({ what }, 0);
  let inHand: Promise<Readonly<Record<Name, GaugeValue>> | undefined> | undefined;

  const readOnce = async (): Promise<Readonly<Record<Name, GaugeValue>> | undefined> => {
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(() => limit.reject(new Error("too slow")), options.readWithinMs ?? READ_WITHIN_MS);
    try {
      return await Promise.race([options.read(), limit.promise]);
    } catch {
      failures.inc({ what });
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };

  for (const name of Object.keys(gauges) as Name[]) {
    const { help, labelNames = [] } = gauges[name];
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      // prom-client asks all gauges at the same time, so those of one reading meet here.
      async collect() {
        inHand ??= readOnce().finally(() => {
          inHand = undefined;
        });
        const value: GaugeValue = (await inHand)?.[name] ?? null;
        this.reset();
        if (typeof value === "number") this.set(value);
        else for (const one of value ?? []) this.set(one.labels, one.value);
        // A gauge without labels shows 0 after a reset, which would be a claim.
        if (value === null && labelNames.length === 0) this.remove();
      },
    });
  }
}

function failuresOf(registry: Registry): Counter<"what"> {
  const known = registry.getSingleMetric("metrics_read_failures_total");
  if (known instanceof Counter) return known;
  return new Counter({
    name: "metrics_read_failures_total",
    help: "Readings of numbers for /metrics that failed or took too long, by what was read; their gauges are absent meanwhile",
    labelNames: ["what"],
    registers: [registry],
  });
}
