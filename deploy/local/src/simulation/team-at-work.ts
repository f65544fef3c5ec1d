// A UCRT team of the synthetic day. In: the rows the team may see. Out: offers accepted, declined or left to lapse; visits made and closed.
// Short waits: a visit takes a minute or two here, so that a whole journey can be watched.
import type { z } from "zod";
import type { boardRow } from "@ucrt/schemas";
import type { Agenda } from "./agenda.ts";
import type { Chance } from "./chance.ts";
import type { Team } from "./cast.ts";
import type { PersonAtWork } from "./person-at-work.ts";

export type Row = z.input<typeof boardRow>;

export interface TeamAtWork {
  readonly team: Team;
  readonly clinician: PersonAtWork;
  readonly chance: Chance;
  readonly agenda: Agenda;
}

const seconds = (count: number): number => count * 1_000;

/** Decides what the team does about each row it sees. */
export function workOn(row: Row, { team, clinician, chance, agenda }: TeamAtWork): void {
  const give = (command: string, body: object) => async (): Promise<void> => {
    await clinician.post(`/api/referrals/${row.referralId}/${command}`, body);
  };
  const plan = (what: string, low: number, high: number, action: () => Promise<void>) =>
    agenda.plan(
      `${row.referralId}/${row.offer?.offerId ?? ""}/${row.state}/${what}`,
      seconds(chance.between(low, high)),
      action,
    );

  switch (row.state) {
    case "offered":
      if (row.offer?.team === team) answerOffer(row.offer.offerId, { plan, give, chance });
      return;
    case "accepted":
      return plan(
        "set-off",
        8,
        25,
        chance.next() < 0.06 ? give("hand-back", { reason: "no-contact" }) : give("en-route", {}),
      );
    case "en-route":
      return plan(
        "arrive",
        15,
        50,
        chance.next() < 0.04
          ? give("no-access", {
              callsMade: 2,
              nextOfKinCalled: true,
              referrerCalled: true,
              welfareCheckAskedOf: "none",
            })
          : give("arrive", {}),
      );
    case "no-access":
      return plan("arrive-after-all", 20, 40, give("arrive", {}));
    case "arrived":
      return plan("close", 20, 60, give("close", closing(chance, row)));
    case "escalated":
      return plan(
        "handover",
        10,
        20,
        give("escalate-999", {
          reason: "deterioration",
          incidentNumber: "EX-DEMO-1",
          handedOverAt: new Date().toISOString(),
        }),
      );
    default:
      return;
  }
}

type Plan = (what: string, low: number, high: number, action: () => Promise<void>) => void;
type Give = (command: string, body: object) => () => Promise<void>;

function answerOffer(offerId: string, { plan, give, chance }: { plan: Plan; give: Give; chance: Chance }): void {
  plan("seen", 1, 6, give("seen", { offerId }));
  const mood = chance.next();
  // One offer in fourteen is not answered: it lapses, and SPA is told.
  if (mood > 0.93) return;
  if (mood > 0.84)
    return plan(
      "decline",
      6,
      20,
      give("decline", { offerId, reason: chance.pick(["capacity", "skill-not-available", "cannot-reach-in-time"]) }),
    );
  plan("accept", 6, 22, async () =>
    give("accept", { offerId, expectedAt: new Date(Date.now() + chance.between(25, 80) * 60_000).toISOString() })(),
  );
}

function closing(chance: Chance, row: Row): object {
  const outcome = chance.weighted({
    "stayed-home": 80,
    "virtual-ward": 6,
    conveyed: 7,
    admitted: 2,
    "community-bed": 3,
    other: 2,
  });
  const named = { name: "Named Receiver", role: "virtual ward nurse", registration: null };
  return {
    outcome,
    summary: "sent",
    ...(outcome === "virtual-ward" || outcome === "community-bed" ? { onwardAcceptedBy: named } : {}),
    ...(Date.parse(row.twoHourDueAt) < Date.now() ? { breachReason: "capacity" } : {}),
  };
}
