/**
 * Given what happened, when something comes in, then facts or a refusal: sentences for the tests of the referral's life.
 * Every decision is checked on the way: facts fold to the same state however they are folded, and a refusal leaves the referral as it was.
 */
import type { Command, CommandName, Principal } from "@ucrt/schemas";
import { expect } from "vitest";
import { boardRowOf } from "./board-row.ts";
import type { TeamNow } from "./context.ts";
import { decide } from "./decide.ts";
import type { Decision, Input } from "./decision.ts";
import { nextDeadlineOf, timersOf } from "./deadlines.ts";
import { evolve, fold } from "./evolve.ts";
import { MINUTE, T0, madeContext, madeTeams, referralId } from "./made-referral.ts";
import type { FoldableFact, NewFact } from "./new-fact.ts";
import { ownerOf } from "./owner.ts";
import type { RefusalCode } from "./refusal.ts";
import { initialReferral, type OpenedReferral, type Referral } from "./referral.ts";

/** A story of one referral. */
export class Story {
  referral: Referral = initialReferral;
  nowMs = T0;
  teams: readonly TeamNow[] = madeTeams;
  last: Decision = { kind: "ignored", because: "nothing-to-do" };
  readonly facts: FoldableFact[] = [];

  /** The clock goes on to so many minutes after the start. */
  at(minutes: number): this {
    this.nowMs = T0 + minutes * MINUTE;
    return this;
  }

  /** Something comes in; what it leads to is folded. */
  when(input: Input): this {
    const before = JSON.stringify(this.referral);
    this.last = decide(this.referral, input, madeContext(this.nowMs, this.teams));
    expect(JSON.stringify(this.referral), "decide changes nothing by itself").toBe(before);
    if (this.last.kind !== "facts") return this;
    const causationId = input.kind === "submitted" ? input.message.id : `cause-${this.facts.length}`;
    for (const fact of this.last.facts) {
      const written: FoldableFact = { ...fact, recordedAt: this.nowMs, causationId };
      this.facts.push(written);
      this.referral = evolve(this.referral, written);
    }
    expect(fold(this.facts), "replay gives the same state").toEqual(this.referral);
    return this;
  }

  /** A person gives a command; its body may leave out what has a default. */
  command<Name extends CommandName>(
    principal: Principal,
    name: Name,
    body: Extract<Command, { name: Name }>["body"],
  ): this {
    return this.when({ kind: "command", principal, command: { name, body } as Command });
  }

  /** Every timer that is due by now acts, earliest first. */
  timers(): this {
    for (let round = 0; round < 50; round += 1) {
      const due = timersOf(this.referral).find((timer) => timer.atMs <= this.nowMs);
      if (due === undefined) return this;
      this.when({ kind: "timer", name: due.name });
      expect(this.last.kind, `timer ${due.name} acts`).toBe("facts");
    }
    throw new Error("timers never come to rest");
  }

  /** The last input led to exactly these facts, in order. */
  thenFacts(...types: readonly NewFact["type"][]): this {
    expect(this.last.kind === "facts" ? this.last.facts.map((fact) => fact.type) : this.last).toEqual(types);
    return this;
  }

  thenRefused(code: RefusalCode): this {
    expect(this.last).toMatchObject({ kind: "refused", code });
    return this;
  }

  thenIgnored(because: Extract<Decision, { kind: "ignored" }>["because"]): this {
    expect(this.last).toEqual({ kind: "ignored", because });
    return this;
  }

  is(status: Referral["status"]): this {
    expect(this.referral.status).toBe(status);
    return this;
  }

  /** Owner, responsibility, and the next deadline with its minutes after the start. */
  shows(expected: {
    readonly owner?: string;
    readonly responsibility?: string;
    readonly deadline?: readonly [string, number];
    readonly lane?: string;
    readonly alarms?: readonly string[];
  }): this {
    const row = this.row();
    if (expected.owner !== undefined) expect(ownerOf(this.referral).kind).toBe(expected.owner);
    if (expected.responsibility !== undefined) expect(row.responsibility).toBe(expected.responsibility);
    if (expected.lane !== undefined) expect(row.lane).toBe(expected.lane);
    if (expected.alarms !== undefined) expect(row.alarms).toEqual(expect.arrayContaining([...expected.alarms]));
    if (expected.deadline !== undefined)
      expect(nextDeadlineOf(this.referral)).toEqual({
        name: expected.deadline[0],
        at: T0 + expected.deadline[1] * MINUTE,
      });
    return this;
  }

  opened(): OpenedReferral {
    if (this.referral.status === "none") throw new Error("not opened");
    return this.referral;
  }

  row() {
    return boardRowOf(referralId, this.opened());
  }

  /** The last fact of a type, for its data. */
  fact<Type extends NewFact["type"]>(type: Type): Extract<NewFact, { type: Type }> {
    const found = this.facts.findLast((fact) => fact.type === type);
    if (found === undefined) throw new Error(`no fact ${type}`);
    return found as unknown as Extract<NewFact, { type: Type }>;
  }

  offerId(): string {
    return this.fact("offered").data.offerId;
  }
}

export const story = (): Story => new Story();
