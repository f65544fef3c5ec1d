/**
 * What an operator watches, as numbers on `/metrics`: how old the oldest wait of each kind is, what is open, what is parked, what advice is awaited.
 * In: the database when it is asked, by partial indexes over what is open. Out: gauges without identity; never a number that costs more the more has ended.
 */
import { addReadGauges } from "@ucrt/service";
import { sql } from "kysely";
import type { Registry } from "prom-client";
import type { Parts } from "./parts.ts";

/** States in which somebody waits, and for what. */
const waits = [
  { what: "advice", states: ["received"] },
  { what: "review", states: ["deciding"] },
  { what: "offer", states: ["waiting"] },
  { what: "acceptance", states: ["offered"] },
  { what: "acknowledgement", states: ["advised", "handed-back"] },
] as const;

/** Adds the gauges; they are read from the database at each scrape. */
export function addAgeMetrics(registry: Registry, { db, clock }: Pick<Parts, "db" | "clock">): void {
  addReadGauges(registry, {
    what: "open-referrals",
    gauges: {
      queue_oldest_wait_seconds: {
        help: "Age since the last change of the referral that waits longest, by what it waits for; 0 when none waits; holds until a team opens are left out",
        labelNames: ["waits_for"],
      },
      queue_referrals: { help: "Referrals that have not ended, by state", labelNames: ["state"] },
    },
    read: async () => {
      const nowMs = await clock(db);
      const { rows } = await sql<{ state: string; count: number; oldest: Date | null }>`
        select state, count(*) as count, min(changed_at) filter (where waiting_for is distinct from 'hold') as oldest
        from referral where not is_ended group by state`.execute(db);
      return {
        queue_oldest_wait_seconds: waits.map(({ what, states }) => ({
          labels: { waits_for: what },
          value:
            Math.max(
              0,
              ...rows
                .filter(({ state }) => states.some((one) => one === state))
                .map(({ oldest }) => (oldest === null ? 0 : nowMs - oldest.getTime())),
            ) / 1_000,
        })),
        queue_referrals: rows.map(({ state, count }) => ({ labels: { state }, value: count })),
      };
    },
  });
  addReadGauges(registry, {
    what: "parked",
    gauges: {
      queue_parked_messages: { help: "Parked messages that wait for a person" },
      queue_parked_oldest_age_seconds: {
        help: "Age of the oldest parked message that waits for a person; 0 when none does",
      },
    },
    read: async () => {
      const nowMs = await clock(db);
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(parked_at) as oldest from parked where replayed_at is null`.execute(db);
      const oldest = rows.at(0)?.oldest?.getTime();
      return {
        queue_parked_messages: rows.at(0)?.count ?? 0,
        queue_parked_oldest_age_seconds: oldest === undefined ? 0 : Math.max(0, nowMs - oldest) / 1_000,
      };
    },
  });
  addReadGauges(registry, {
    what: "advice-awaited",
    gauges: {
      queue_advice_awaited: { help: "Questions to eligibility and routing that are not answered yet" },
      queue_advice_awaited_oldest_age_seconds: {
        help: "Age of the oldest question to eligibility or routing that is not answered yet; 0 when there is none",
      },
    },
    read: async () => {
      const nowMs = await clock(db);
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(asked_at) as oldest from awaited_advice`.execute(db);
      const oldest = rows.at(0)?.oldest?.getTime();
      return {
        queue_advice_awaited: rows.at(0)?.count ?? 0,
        queue_advice_awaited_oldest_age_seconds: oldest === undefined ? 0 : Math.max(0, nowMs - oldest) / 1_000,
      };
    },
  });
}
