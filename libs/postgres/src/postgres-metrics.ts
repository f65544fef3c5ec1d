/**
 * Numbers about a service's PostgreSQL and its outbox, for `/metrics`.
 * In: a pool or a relay, and the registry. Out: gauges read at each scrape; nothing here grows with what has ended.
 */
import type { Registry } from "prom-client";
import { addReadGauges } from "@ucrt/service";
import type { Pool } from "./pool.ts";
import type { Relay } from "./relay.ts";

/** The two clocks, and who uses the pool. */
export function addPoolMetrics(registry: Registry, pool: Pool): void {
  // Before any reading that asks the database: the pool would show our own questions as waiting.
  addReadGauges(registry, {
    what: "postgres-pool",
    gauges: {
      postgres_pool_connections: {
        help: "Connections to PostgreSQL, by whether they are in use",
        labelNames: ["state"],
      },
      postgres_pool_waiting: { help: "Pieces of work that wait for a connection" },
    },
    read: () => ({
      postgres_pool_connections: [
        { labels: { state: "used" }, value: pool.totalCount - pool.idleCount },
        { labels: { state: "idle" }, value: pool.idleCount },
      ],
      postgres_pool_waiting: pool.waitingCount,
    }),
  });
  addReadGauges(registry, {
    what: "postgres-clock",
    gauges: {
      postgres_clock_skew_seconds: {
        help: "PostgreSQL's clock minus this process's, seconds, known to within half the time the question took",
      },
    },
    read: async () => {
      const askedAtMs = Date.now();
      const { rows } = await pool.query<{ now_ms: number }>(
        "select extract(epoch from clock_timestamp())::float8 * 1000 as now_ms",
      );
      const nowMs = rows.at(0)?.now_ms;
      return {
        postgres_clock_skew_seconds: nowMs === undefined ? null : (nowMs - (askedAtMs + Date.now()) / 2) / 1_000,
      };
    },
  });
}

/** What waits to be sent, and whether it is being sent. */
export function addRelayMetrics(registry: Registry, relay: Pick<Relay, "status" | "measure">): void {
  addReadGauges(registry, {
    what: "outbox",
    gauges: {
      outbox_rows: { help: "Rows that Kafka has not acknowledged" },
      outbox_oldest_age_seconds: {
        help: "Age of the oldest row that Kafka has not acknowledged; 0 when there is none",
      },
      outbox_set_aside_rows: { help: "Rows that no broker takes, set aside for a person" },
    },
    read: async () => {
      const { depth, oldestAgeMs, setAside } = await relay.measure();
      return {
        outbox_rows: depth,
        outbox_oldest_age_seconds: (oldestAgeMs ?? 0) / 1_000,
        outbox_set_aside_rows: setAside,
      };
    },
  });
  addReadGauges(registry, {
    what: "relay",
    gauges: {
      outbox_relay_holds_lease: {
        help: "1 while this process sends the outbox, else 0; one instance of a service does",
      },
      outbox_relay_success_age_seconds: {
        help: "Time since the outbox was last read or sent without an error, where this process holds the lease",
      },
    },
    read: () => {
      const { holdsLease, lastSuccessAtMs } = relay.status();
      return {
        outbox_relay_holds_lease: holdsLease ? 1 : 0,
        outbox_relay_success_age_seconds:
          holdsLease && lastSuccessAtMs !== null ? Math.max(0, Date.now() - lastSuccessAtMs) / 1_000 : null,
      };
    },
  });
}
