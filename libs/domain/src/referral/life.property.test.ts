/**
 * Random lives: messages, advice, commands, timers and teams in any order, biased to what can really come next.
 * Holds at every step: one owner, one next deadline until it ends, at most one acceptance, an exit from every state, a replay that gives the same state,
 * numbers that agree with it, and an end of the machine's work once no advice is awaited.
 */
import {
  answerToSender as answersToSender,
  boardRow,
  outcome as outcomes,
  referralFact,
  source as sources,
  triage as triages,
  type ReferralFact,
} from "@ucrt/schemas";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { expectAddsUp } from "../measures/expect-adds-up.ts";
import { foldMeasure } from "../measures/fold-measure.ts";
import type { Measure } from "../measures/measure.ts";
import { boardRowOf } from "./board-row.ts";
import type { TeamNow } from "./context.ts";
import { decide } from "./decide.ts";
import type { Input } from "./decision.ts";
import { nextDeadlineOf, timersOf } from "./deadlines.ts";
import { endsMachineWork } from "./ends-machine-work.ts";
import { evolve, fold } from "./evolve.ts";
import { allCommands, madeCommand } from "./made-commands.ts";
import {
  MINUTE,
  T0,
  madeAmendment,
  madeAssessed,
  madeAssessment,
  madeContext,
  madePicture,
  madeReceived,
  madeRouted,
  openTeam,
  people,
  ranked,
  referralId,
} from "./made-referral.ts";
import type { FoldableFact, NewFact } from "./new-fact.ts";
import { ownerOf, responsibilityOf } from "./owner.ts";
import { hasEnded, initialReferral, isFinished, isOfTheStack, type OpenedReferral, type Referral } from "./referral.ts";
import { commandsFor } from "./commands-for.ts";

type Choice = readonly [kind: number, by: number];
const everybody = Object.values(people);
const administrative = new Set([
  "note",
  "claim",
  "release",
  "snooze",
  "unsnooze",
  "link",
  "unlink",
  "record-call",
  "contact",
]);
/** Steps that carry a referral on instead of ending it. */
const forward = new Set([
  "seen",
  "accept",
  "decline",
  "en-route",
  "arrive",
  "no-access",
  "escalate-999",
  "onward",
  "review",
  "assign",
  "transfer-team",
  "eta",
  "take",
  "hold",
  "ask-a-nurse",
  "hand-back",
]);
const pick = <Value>(values: readonly Value[], by: number): Value | undefined => values[by % values.length];
const uuidOf = (number: number): string => `00000000-0000-4000-a000-${String(number).padStart(12, "0")}`;

interface Life {
  referral: Referral;
  nowMs: number;
  teams: TeamNow[];
  measure: Measure | null;
  isMachineDone: boolean;
  readonly facts: FoldableFact[];
}

/** What comes next. */
function nextInput(life: Life, [kind, by]: Choice): Input {
  const { referral } = life;
  if (referral.status === "none")
    return {
      kind: "submitted",
      message: madeReceived({
        source: sources.options[by % sources.options.length] ?? "crew",
        isCandidate: by % 9 === 0,
        validationBreachAtMs: by % 3 === 0 ? T0 + (by % 120) * MINUTE : null,
        ...(by % 9 === 0 ? { source: "stack" as const } : {}),
      }),
    };
  if (kind < 2 || (kind < 35 && isAdviceAwaited(referral))) return advice(referral, by);
  if (kind >= 35 && kind < 45) {
    const timer = timersOf(referral)[0];
    if (timer !== undefined) {
      life.nowMs = Math.max(life.nowMs, timer.atMs);
      return { kind: "timer", name: timer.name };
    }
  }
  if (kind < 85) return likelyCommand(life, referral, by);
  if (kind < 90)
    return {
      kind: "command",
      principal: pick(everybody, by) ?? people.coordinator,
      command: madeCommand(referral, allCommands[by % allCommands.length] ?? "note", by, life.nowMs),
    };
  if (kind < 93)
    return {
      kind: "submitted",
      message: madeAmendment({
        id: uuidOf(by % 50),
        source: by % 4 > 1 ? referral.source : by % 4 === 0 ? "crew" : "stack",
        confirmsTake: by % 2 === 0,
        atMs: life.nowMs,
        picture: madePicture(by % 3 === 0 ? { arpCategory: "C2" } : {}),
      }),
    };
  if (kind < 95)
    return {
      kind: "submitted",
      message: {
        type: "withdrawal-received",
        id: uuidOf(100 + (by % 50)),
        referralId,
        at: life.nowMs,
        correlationId: "c",
        reason: by % 2 === 0 ? "conveyed" : "upgraded",
        organisation: "ORG1",
      },
    };
  if (kind < 97)
    return {
      kind: "submitted",
      message: {
        type: "acknowledgement-received",
        id: uuidOf(200 + (by % 50)),
        referralId,
        at: life.nowMs,
        correlationId: "c",
        acknowledges: by % 2 === 0 ? "hand-back" : "advice",
        by: { name: "Desk", role: "dispatcher" },
        organisation: by % 5 === 0 ? "ORG2" : "ORG1",
      },
    };
  if (by % 11 === 0)
    return {
      kind: "answer-undelivered",
      answer: pick(answersToSender.options, by) ?? "accepted",
      undelivered: by % 3 !== 0,
    };
  if (kind < 98) return { kind: "duplicate-assessed", other: uuidOf(300), decision: madeAssessment("emergency") };
  if (kind < 99)
    return by % 2 === 0
      ? { kind: "opening" }
      : { kind: "link-found", other: uuidOf(300 + (by % 3)), basis: "nhs-number" };
  life.teams = life.teams.map((team, index) =>
    index === by % 3 ? { ...team, room: by % 4, isPaused: by % 5 === 0 } : team,
  );
  return { kind: "team-state-changed", team: life.teams[by % 3]?.team ?? "team-a" };
}

const isAdviceAwaited = (referral: OpenedReferral): boolean =>
  referral.assessmentAwaited !== null || (referral.status === "waiting" && referral.routing?.isAwaited === true);

function advice(referral: OpenedReferral, by: number): Input {
  const revision = by % 10 === 0 ? Math.max(1, referral.revision - 1) : referral.revision;
  if (referral.assessmentAwaited !== null || by % 6 === 0) {
    return {
      kind: "advice",
      advice: madeAssessed(
        madeAssessment(by % 2 === 0 ? "suitable" : (outcomes.options[by % 4] ?? "suitable"), {
          triage: triages.options[by % 2] ?? "before-offer",
        }),
        revision,
      ),
    };
  }
  const attempt = (referral.routing?.attempt ?? 1) - (by % 7 === 0 ? 1 : 0);
  const teams =
    by % 5 === 0
      ? [ranked("team-a", null)]
      : [ranked("team-a", 1), ranked("team-b", 2), ranked("team-c", 3, { isMutualAid: true, reason: "mutual-aid" })];
  return {
    kind: "advice",
    advice: madeRouted(teams, {
      revision,
      attempt: Math.max(1, attempt),
      nextOpeningAt: by % 4 === 0 ? T0 + 600 * MINUTE : null,
    }),
  };
}

/** A command that somebody may give in this state; administrative ones rarely. */
function likelyCommand(life: Life, referral: OpenedReferral, by: number): Input {
  const all = everybody.flatMap((principal) => commandsFor(principal, referral).map((name) => ({ principal, name })));
  const wanted =
    by % 8 === 0
      ? () => true
      : by % 8 < 6
        ? (name: string) => forward.has(name)
        : (name: string) => !administrative.has(name);
  const useful = all.filter(({ name }) => wanted(name));
  const { principal, name } = pick(useful.length > 0 ? useful : all, by) ?? {
    principal: people.coordinator,
    name: "note" as const,
  };
  return { kind: "command", principal, command: madeCommand(referral, name, Math.floor(by / 7), life.nowMs) };
}

function step(life: Life, choice: Choice): void {
  life.nowMs += (choice[1] % 7) * 20_000;
  const input = nextInput(life, choice);
  const before = life.referral;
  const decision = decide(before, input, madeContext(life.nowMs, life.teams));
  expect(decide(before, input, madeContext(life.nowMs, life.teams)), "the same question has the same answer").toEqual(
    decision,
  );
  if (decision.kind !== "facts") return;
  expect(decision.facts.length).toBeGreaterThan(0);
  for (const fact of decision.facts) {
    const at = life.referral;
    if (fact.type === "accepted") expect(at.status, "accepted only out of an offer").toBe("offered");
    if (fact.type === "closed")
      expect(input.kind === "timer" || input.kind === "advice", "no timer and no advice closes a case").toBe(false);
    if (fact.type === "handed-back" && fact.data.isAutomatic)
      expect(
        at.status !== "none" && isOfTheStack(at),
        "a machine hands back to 999 only what came from its stack",
      ).toBe(true);
    expect(fact.revision).toBeGreaterThanOrEqual(at.status === "none" ? 0 : at.revision);
    const written: FoldableFact = {
      ...fact,
      recordedAt: life.nowMs,
      causationId: input.kind === "submitted" ? input.message.id : "cause",
    };
    fitsTheContract(fact, life.facts.length + 1);
    life.facts.push(written);
    life.referral = evolve(at, written);
    life.isMachineDone ||= endsMachineWork(fact, { isCandidate: life.referral.status === "candidate" });
    expect(life.referral.version).toBe(life.facts.length);
    countsAlike(life, fact);
  }
  holds(life, input, before);
}

/** The numbers see the same state and the same response as the queue after every fact. */
function countsAlike(life: Life, fact: NewFact): void {
  const { referral } = life;
  if (referral.status === "none") throw new Error("opened by now");
  const sequence = life.facts.length;
  life.measure = foldMeasure(life.measure, fullFact(fact, sequence));
  const { state, response } = life.measure ?? {};
  expect(`${state}, ${response}`, `after ${fact.type}`).toBe(`${referral.status}, ${referral.response}`);
  if (life.measure !== null) expectAddsUp(life.measure, life.nowMs);
}

const fullFact = (fact: NewFact, sequence: number): ReferralFact => ({
  ...fact,
  id: uuidOf(sequence),
  referralId,
  sequence,
  recordedAt: fact.at,
  causationId: "c",
  correlationId: "c",
});

/** The queue can write it: the contract takes it as it is. */
function fitsTheContract(fact: NewFact, sequence: number): void {
  const encoded = z.safeEncode(referralFact, fullFact(fact, sequence));
  expect(encoded.error?.issues, fact.type).toBeUndefined();
}

function holds(life: Life, input: Input, before: Referral): void {
  const { referral } = life;
  if (referral.status === "none") throw new Error("opened by now");
  const row = boardRowOf(referralId, referral);
  expect(z.safeEncode(boardRow, row).error?.issues).toBeUndefined();
  const owner = ownerOf(referral);
  if (owner.kind === "team" || owner.kind === "named-person") expect(owner.name, "an owner has a name").toBeTruthy();
  expect(nextDeadlineOf(referral) === null, `next deadline in ${referral.status}`).toBe(isFinished(referral));
  const timers = timersOf(referral).map((timer) => timer.name);
  expect(new Set(timers).size, "one timer of each name").toBe(timers.length);
  expect(referral.offers.filter((offer) => offer.ended === "open").length, "at most one live offer").toBe(
    referral.offer === null ? 0 : 1,
  );
  expect(referral.job !== null && referral.offer !== null, "never held and offered at once").toBe(false);
  const openReasons = referral.callTasks.filter((task) => !task.isDone).map((task) => task.reason);
  expect(new Set(openReasons).size, "one open call task for each reason").toBe(openReasons.length);
  if (!isAdviceAwaited(referral))
    expect(life.isMachineDone, `the machine has done its part before ${referral.status} waits for anybody else`).toBe(
      true,
    );
  responsibilityStays(referral, before, input);
  hasExit(referral);
}

/** After acceptance it goes back only when a person agrees. */
function responsibilityStays(referral: OpenedReferral, before: Referral, input: Input): void {
  if (before.status === "none" || responsibilityOf(before) !== "ucrt" || responsibilityOf(referral) === "ucrt") return;
  expect(["command", "submitted"], `left UCRT by ${input.kind}`).toContain(input.kind);
}

/** Somebody can always do something that moves it on. */
function hasExit(referral: OpenedReferral): void {
  if (hasEnded(referral)) {
    if (!isFinished(referral))
      expect(
        everybody.some((person) =>
          commandsFor(person, referral).some((name) => name === "record-call" || name === "acknowledge"),
        ),
      ).toBe(true);
    return;
  }
  expect(
    everybody.some((person) => commandsFor(person, referral).some((name) => !administrative.has(name))),
    `exit from ${referral.status}`,
  ).toBe(true);
}

/** A seed whose lives reach every state; another rule of the domain may ask for another seed. */
const KNOWN_LIVES = 2;

test(
  "a referral's life: one owner, one next deadline, one acceptance, an exit, and the same state on replay",
  { timeout: 120_000 },
  () => {
    const seen = new Map<string, number>();
    const livesHold = fc.property(
      fc.array(fc.tuple(fc.nat(99), fc.nat(1_000_000)), { minLength: 10, maxLength: 45, size: "max" }),
      (choices) => {
        const life: Life = {
          referral: initialReferral,
          nowMs: T0,
          teams: [openTeam("team-a"), openTeam("team-b"), openTeam("team-c")],
          measure: null,
          isMachineDone: false,
          facts: [],
        };
        for (const choice of choices) {
          step(life, choice);
          seen.set(life.referral.status, (seen.get(life.referral.status) ?? 0) + 1);
        }
        expect(fold(life.facts)).toEqual(life.referral);
      },
    );
    fc.assert(livesHold, { numRuns: 400 });
    // Rare states need luck: these lives are the same each time, and known to come by all of them.
    fc.assert(livesHold, { numRuns: 400, seed: KNOWN_LIVES });
    // The lives must be worth something: every state was reached.
    const missing = [
      "candidate",
      "received",
      "deciding",
      "advised",
      "waiting",
      "offered",
      "accepted",
      "en-route",
      "arrived",
      "onward-pending",
      "no-access",
      "escalated",
      "handed-back",
      "closed",
      "withdrawn",
    ].filter((status) => !seen.has(status));
    expect(missing).toEqual([]);
  },
);
