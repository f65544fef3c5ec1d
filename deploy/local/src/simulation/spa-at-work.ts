// The single point of access of the synthetic day. In: the rows of the board. Out: reviews by a clinician, calls, assignments, candidates taken or left.
import type { Agenda } from "./agenda.ts";
import { teams } from "./cast.ts";
import type { Chance } from "./chance.ts";
import type { PersonAtWork } from "./person-at-work.ts";
import type { Row } from "./team-at-work.ts";

export interface SpaAtWork {
  readonly coordinator: PersonAtWork;
  readonly clinician: PersonAtWork;
  readonly chance: Chance;
  readonly agenda: Agenda;
}

const namedReferrer = { name: "Named Referrer", role: "nurse in charge", registration: null };
const callTaskPartner: Readonly<Record<string, string>> = {
  referrer: "referrer",
  team: "team",
  "shift-lead": "shift-lead",
  "999": "999",
  patient: "patient",
  "onward-service": "onward-service",
};

/** Decides what SPA does about each row of the board. */
export function watchOver(row: Row, spa: SpaAtWork): void {
  const { coordinator, clinician, chance, agenda } = spa;
  const path = `/api/referrals/${row.referralId}`;
  const plan = (what: string, low: number, high: number, action: () => Promise<unknown>) =>
    agenda.plan(
      `${row.referralId}/${row.state}/${what}`,
      chance.between(low, high) * 1_000,
      async () => void (await action()),
    );

  if (row.openCallTasks > 0)
    agenda.plan(`${row.referralId}/${row.version}/calls`, chance.between(8, 20) * 1_000, () =>
      makeCalls(path, coordinator),
    );
  switch (row.state) {
    case "candidate":
      return plan("candidate", 10, 40, () => coordinator.post(`${path}/${chance.next() < 0.6 ? "take" : "leave"}`, {}));
    case "deciding":
      return plan("review", 8, 35, () =>
        clinician.post(`${path}/review`, {
          outcome: "suitable",
          response: chance.next() < 0.85 ? "two-hour" : "same-day",
          reason: "new-information",
          overrides: [],
        }),
      );
    case "advised":
      return plan("advice", 15, 45, () =>
        coordinator.post(`${path}/record-call`, {
          with: "referrer",
          person: namedReferrer,
          reached: true,
          agreed: row.outcome === "emergency" ? "will-convey" : "other-service",
        }),
      );
    case "handed-back":
      return plan("hand-back", 10, 40, () =>
        coordinator.post(`${path}/acknowledge`, { what: "hand-back", by: namedReferrer, byPhone: true }),
      );
    case "waiting":
      if (row.waitingFor === "unrouted")
        plan("assign", 20, 45, () => coordinator.post(`${path}/assign`, { team: chance.pick(teams) }));
      return;
    default:
      return;
  }
}

async function makeCalls(path: string, coordinator: PersonAtWork): Promise<void> {
  const { body } = await coordinator.get(path);
  for (const task of (body["callTasks"] ?? []) as { taskId: string; whom: string; done: boolean }[]) {
    if (task.done) continue;
    await coordinator.post(`${path}/record-call`, {
      taskId: task.taskId,
      with: callTaskPartner[task.whom] ?? "referrer",
      person: namedReferrer,
      reached: true,
      agreed: "acknowledged",
    });
  }
}
