/** Rows of a full board, as an area of all England would have them. In: how many, a seed's choice, now. Out: rows of every lane, flag and alarm; the same for the same seed. */
import { madeOffer, madeRow } from "@ucrt/live/src/made-row.ts";
import { lane, needCode, source, type BoardRow, type Lane } from "@ucrt/schemas";
import { seededChoice } from "../bench/seeded-choice.ts";

const stateOf: Readonly<Record<Lane, Pick<BoardRow, "state" | "waitingFor">>> = {
  "decide-now": { state: "deciding", waitingFor: null },
  "waiting-for-team": { state: "waiting", waitingFor: "offer" },
  "on-the-way": { state: "accepted", waitingFor: null },
  held: { state: "waiting", waitingFor: "hold" },
  "awaiting-acknowledgement": { state: "advised", waitingFor: null },
  candidates: { state: "candidate", waitingFor: null },
  done: { state: "closed", waitingFor: null },
};
const places = ["basildon-and-brentwood", "mid-essex", "south-east-essex", "thurrock"];

/** Rows with deadlines from a quarter of an hour ago to four hours ahead. */
export function manyRows(count: number, nowMs: number): readonly BoardRow[] {
  const choice = seededChoice(11);
  return Array.from({ length: count }, (_unused, index) => {
    const where = choice.pick(lane.options);
    const isOver = where === "done";
    return madeRow({
      referralId: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      lane: where,
      ...stateOf[where],
      place: choice.pick(places),
      ageYears: choice.whole(60, 99),
      sex: choice.pick(["female", "male"] as const),
      need: choice.pick(needCode.options),
      source: choice.pick(source.options),
      nextDeadline: isOver ? null : { name: "decision-by", at: nowMs + choice.whole(-15, 240) * 60_000 },
      receivedAt: nowMs,
      clockStartAt: nowMs,
      decisionBy: nowMs,
      twoHourDueAt: nowMs + 7_200_000,
      changedAt: nowMs,
      isCrewWaiting: choice.chance(0.2),
      isOnFloor: choice.chance(0.1),
      is999: choice.chance(0.3),
      flags: choice.chance(0.2) ? ["safeguarding", "interpreter"] : [],
      alarms: !isOver && choice.chance(0.05) ? ["decision-overdue"] : [],
      offer: where === "waiting-for-team" && choice.chance(0.3) ? madeOffer("ucrt-thurrock") : null,
    });
  });
}
