/** The table of states and commands in words: what each state lets happen at all. A missing pair does not compile; a wrong one fails. */
import type { CommandName, ReferralState } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { commandsFor, commandsInState } from "./commands-for.ts";
import { decide } from "./decide.ts";
import { story, type Story } from "./given-when-then.ts";
import { allCommands, madeCommand } from "./made-commands.ts";
import {
  MINUTE,
  T0,
  madeAmendment,
  madeAssessed,
  madeAssessment,
  madeContext,
  madeReceived,
  madeRouted,
  people,
  ranked,
} from "./made-referral.ts";

type Row = Readonly<Record<CommandName, "allowed" | "refused">>;
/** Every command of a row is refused but those named. */
const allows = (...names: readonly CommandName[]): Row =>
  Object.fromEntries(allCommands.map((name) => [name, names.includes(name) ? "allowed" : "refused"])) as Row;

const always: readonly CommandName[] = ["note", "record-call", "link", "unlink"];
const claims: readonly CommandName[] = ["claim", "release", "snooze", "unsnooze"];
const open: readonly CommandName[] = [...always, ...claims, "leaving", "staying", "conveying"];
const visit: readonly CommandName[] = ["contact", "escalate-999", "close", "acknowledge"];

const table = {
  candidate: allows(...always, ...claims, "take", "leave"),
  received: allows(...open, "review", "change-response", "close"),
  deciding: allows(...open, "review", "hold", "change-response", "escalate-999", "hand-back", "close"),
  advised: allows(...open, "review", "change-response", "acknowledge", "ask-a-nurse"),
  waiting: allows(...open, "assign", "review", "hold", "change-response", "hand-back", "close"),
  offered: allows(
    ...open,
    "assign",
    "withdraw-offer",
    "review",
    "hold",
    "change-response",
    "seen",
    "accept",
    "decline",
    "acknowledge",
  ),
  accepted: allows(
    ...open,
    ...visit,
    "change-response",
    "eta",
    "en-route",
    "arrive",
    "no-access",
    "transfer-team",
    "hand-back",
    "acknowledge-scene",
    "agree-time",
    "decline-time",
  ),
  "en-route": allows(
    ...open,
    ...visit,
    "change-response",
    "eta",
    "arrive",
    "no-access",
    "transfer-team",
    "hand-back",
    "acknowledge-scene",
    "agree-time",
    "decline-time",
  ),
  arrived: allows(...open, ...visit, "transfer-team", "hand-back", "onward"),
  "onward-pending": allows(...open, ...visit, "hand-back", "onward"),
  "no-access": allows(
    ...open,
    ...visit,
    "acknowledge-scene",
    "en-route",
    "arrive",
    "no-access",
    "transfer-team",
    "hand-back",
  ),
  escalated: allows(...open, ...visit),
  "handed-back": allows(...open, "assign", "review", "escalate-999", "acknowledge"),
  closed: allows(...always, "summary-sent"),
  withdrawn: allows(...always, "acknowledge"),
} satisfies Record<ReferralState, Row>;

const offered = (): Story =>
  story()
    .when({ kind: "submitted", message: madeReceived() })
    .when({ kind: "advice", advice: madeAssessed() })
    .when({ kind: "advice", advice: madeRouted() });
const accepted = (): Story => {
  const life = offered();
  return life.command(people.clinicianA, "accept", {
    offerId: life.offerId(),
    expectedAt: T0 + 60 * MINUTE,
    byPhone: false,
  });
};
const arrived = (): Story => accepted().at(20).command(people.clinicianA, "arrive", {});

/** One referral in each state. */
const inState: Readonly<Record<ReferralState, () => Story>> = {
  candidate: () =>
    story().when({
      kind: "submitted",
      message: madeReceived({ source: "stack", isCandidate: true, validationBreachAtMs: T0 + 90 * MINUTE }),
    }),
  received: () => story().when({ kind: "submitted", message: madeReceived() }),
  deciding: () => inState.received().when({ kind: "advice", advice: madeAssessed(madeAssessment("review")) }),
  advised: () => inState.received().when({ kind: "advice", advice: madeAssessed(madeAssessment("redirect")) }),
  waiting: () =>
    inState
      .received()
      .when({ kind: "advice", advice: madeAssessed() })
      .when({ kind: "advice", advice: madeRouted([ranked("team-a", null)]) }),
  offered,
  accepted,
  "en-route": () => accepted().command(people.clinicianA, "en-route", {}),
  arrived,
  "onward-pending": () => arrived().command(people.clinicianA, "onward", { service: "virtual-ward" }),
  "no-access": () =>
    accepted().command(people.clinicianA, "no-access", {
      callsMade: 1,
      nextOfKinCalled: false,
      referrerCalled: false,
      welfareCheckAskedOf: "none",
    }),
  escalated: () => arrived().command(people.clinicianA, "escalate-999", { reason: "deterioration" }),
  "handed-back": () => accepted().command(people.clinicianA, "hand-back", { reason: "capacity" }),
  closed: () => arrived().command(people.clinicianA, "close", { outcome: "stayed-home", summary: "to-be-sent" }),
  withdrawn: () =>
    accepted().when({
      kind: "submitted",
      message: {
        type: "withdrawal-received",
        id: "w",
        referralId: "r",
        at: T0,
        correlationId: "c",
        reason: "conveyed",
        organisation: "ORG1",
      },
    }),
};

describe.each(Object.entries(inState) as [ReferralState, () => Story][])("%s", (state, make) => {
  it("lets somebody give exactly the commands of the table", () => {
    const life = make().is(state);
    const given = new Set(Object.values(people).flatMap((person) => commandsInState(person, life.referral)));
    const expected = allCommands.filter((name) => table[state][name] === "allowed");
    expect([...given].toSorted()).toEqual(expected.toSorted());
  });

  it("refuses every other command as not possible in this state, whoever gives it and whatever it says", () => {
    const life = make();
    for (const name of allCommands.filter((one) => table[state][one] === "refused")) {
      for (const principal of Object.values(people)) {
        for (let by = 0; by < 12; by += 1) {
          const decision = decide(
            life.referral,
            { kind: "command", principal, command: madeCommand(life.opened(), name, by, life.nowMs) },
            madeContext(life.nowMs),
          );
          expect(decision.kind, `${name} by ${principal.role}`).toBe("refused");
        }
      }
    }
  });

  it("lets each command of the table lead to facts for somebody, with some body", () => {
    const life = make().at(
      state === "candidate" ||
        state === "received" ||
        state === "advised" ||
        state === "waiting" ||
        state === "offered" ||
        state === "deciding"
        ? 1
        : 21,
    );
    const neverHere = new Set<string>(conditional[state]);
    for (const name of allCommands.filter((one) => table[state][one] === "allowed" && !neverHere.has(one))) {
      const kinds = Object.values(people).flatMap((principal) =>
        Array.from(
          { length: 60 },
          (_, by) =>
            decide(
              life.referral,
              { kind: "command", principal, command: madeCommand(life.opened(), name, by, life.nowMs) },
              madeContext(life.nowMs),
            ).kind,
        ),
      );
      expect(kinds, name).toContain("facts");
    }
  });
});

/** Allowed in the state, but only under a condition that these examples do not meet: a claim to release, a hold, a counter-offer, a link, an unsafe scene. */
const conditional: Readonly<Record<ReferralState, readonly CommandName[]>> = {
  candidate: ["release", "unsnooze", "unlink"],
  received: ["release", "unsnooze", "unlink"],
  deciding: ["release", "unsnooze", "unlink", "hold", "escalate-999"],
  advised: ["release", "unsnooze", "unlink"],
  waiting: ["release", "unsnooze", "unlink", "hold", "snooze"],
  offered: ["release", "unsnooze", "unlink", "hold", "acknowledge"],
  accepted: ["release", "unsnooze", "unlink", "acknowledge", "acknowledge-scene", "agree-time", "decline-time"],
  "en-route": ["release", "unsnooze", "unlink", "acknowledge", "acknowledge-scene", "agree-time", "decline-time"],
  arrived: ["release", "unsnooze", "unlink", "acknowledge"],
  "onward-pending": ["release", "unsnooze", "unlink", "acknowledge"],
  "no-access": ["release", "unsnooze", "unlink", "acknowledge", "acknowledge-scene"],
  escalated: ["release", "unsnooze", "unlink", "acknowledge", "close"],
  "handed-back": ["release", "unsnooze", "unlink", "assign", "review", "escalate-999"],
  closed: ["unlink"],
  withdrawn: ["unlink"],
};

it("counts an amendment's urgent message as one to acknowledge while accepted", () => {
  const life = inState.accepted().when({ kind: "submitted", message: madeAmendment() });
  life.command(people.clinicianA, "acknowledge", { what: "amendment", byPhone: false }).thenFacts("acknowledged");
});

it("shows no button that could only be refused: whatever is shown leads to facts with some body", () => {
  for (const [state, make] of Object.entries(inState)) {
    const life = make();
    for (const principal of Object.values(people)) {
      for (const name of commandsFor(principal, life.referral)) {
        const kinds = Array.from({ length: 130 }, (_, by) => {
          const command = madeCommand(life.opened(), name, by, life.nowMs);
          return decide(life.referral, { kind: "command", principal, command }, madeContext(life.nowMs)).kind;
        });
        expect(kinds, `${name} by ${principal.role} while ${state}`).toContain("facts");
      }
    }
  }
});

it.each(Object.entries(inState))(
  "%s: when nobody does anything for two days, somebody is asked to telephone, or it is over",
  (state, make) => {
    const life = make();
    const started = life.nowMs;
    for (let hour = 0; hour <= 48; hour += 1) {
      life.nowMs = started + hour * 60 * MINUTE;
      life.timers();
      if (life.referral.status === "waiting" && life.referral.waitingFor === "offer")
        life.when({ kind: "advice", advice: madeRouted([], { attempt: life.opened().routing?.attempt ?? 1 }) });
    }
    const row = life.row();
    expect(
      row.lane === "done" || row.openCallTasks > 0,
      `${state} became ${row.state} without anybody being told`,
    ).toBe(true);
    expect(row.lane === "done" || row.nextDeadline !== null).toBe(true);
  },
);
