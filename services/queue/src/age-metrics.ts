/**
 * What an operator watches, as numbers on `/metrics`: how old the oldest wait of each kind is, the outbox, what is parked.
 * In: the database when it is asked. Out: gauges without identity.
 */
import { sql } from "kysely";
import { Gauge, type Registry } from "prom-client";
import type { Queue } from "./wiring.ts";

/** States in which somebody waits, and for what. */
const waits = [
  { what: "advice", states: ["received"] },
  { what: "review", states: ["deciding"] },
  { what: "offer", states: ["waiting"] },
  { what: "acceptance", states: ["offered"] },
  { what: "acknowledgement", states: ["advised", "handed-back"] },
] as const;

/** Adds the gauges; they are read from the database at each scrape. */
export function addAgeMetrics(registry: Registry, queue: Queue): void {
  const { db, clock } = queue.parts;
  const registers = [registry];
  new Gauge({
    name: "queue_oldest_wait_seconds",
    help: "Age since the last change of the referral that waits longest, by what it waits for; 0 when none waits",
    labelNames: ["waits_for"],
    registers,
    async collect() {
      const nowMs = await clock(db);
      const { rows } = await sql<{
        state: string;
        oldest: Date;
      }>`select state, min(changed_at) as oldest from referral where not is_ended group by state`.execute(db);
      for (const { what, states } of waits) {
        const oldest = rows
          .filter((row) => states.some((state) => state === row.state))
          .map((row) => nowMs - row.oldest.getTime());
        this.set({ waits_for: what }, Math.max(0, ...oldest) / 1_000);
      }
    },
  });
  new Gauge({
    name: "queue_referrals",
    help: "Referrals that have not ended, by state",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const { rows } = await sql<{
        state: string;
        count: number;
      }>`select state, count(*) as count from referral where not is_ended group by state`.execute(db);
      for (const row of rows) this.set({ state: row.state }, row.count);
    },
  });
  const outbox = {
    depth: new Gauge({ name: "queue_outbox_depth", help: "Rows that Kafka has not acknowledged", registers: [] }),
    setAside: new Gauge({ name: "queue_outbox_set_aside", help: "Rows that no broker takes", registers: [] }),
  };
  registry.registerMetric(outbox.depth);
  registry.registerMetric(outbox.setAside);
  new Gauge({
    name: "queue_outbox_oldest_age_seconds",
    help: "Age of the oldest row that Kafka has not acknowledged",
    registers,
    async collect() {
      const status = await queue.relay.measure();
      this.set((status.oldestAgeMs ?? 0) / 1_000);
      outbox.depth.set(status.depth);
      outbox.setAside.set(status.setAside);
    },
  });
  new Gauge({
    name: "queue_parked_messages",
    help: "Parked messages that wait for a person",
    registers,
    async collect() {
      const { rows } = await sql<{
        count: number;
      }>`select count(*) as count from parked where replayed_at is null`.execute(db);
      this.set(rows[0]?.count ?? 0);
    },
  });
  new Gauge({
    name: "queue_advice_awaited",
    help: "Questions to eligibility and routing that are not answered yet",
    registers,
    async collect() {
      const { rows } = await sql<{ count: number }>`select count(*) as count from awaited_advice`.execute(db);
      this.set(rows[0]?.count ?? 0);
    },
  });
}
