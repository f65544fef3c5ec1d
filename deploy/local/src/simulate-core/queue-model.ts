/**
 * `queue` as far as the core goes: per referral its facts and what they fold to, an outbox, what was taken up, what advice is owed, timers, orphans.
 * In: messages, commands, timers. Out: facts, answers. Everything that one call saves is saved together or not at all; a process that died saved nothing.
 * Rules are those of the core; what `services/queue` does around them (batches, locks, SQL) is not repeated here.
 */
import {
  hasEnded,
  initialReferral,
  isOpen,
  timersOf,
  type FoldableFact,
  type OpenedReferral,
  type Referral,
  type ReferralDecision,
  type ReferralInput,
  type TeamNow,
  type TimerName,
} from "@ucrt/domain";
import type { Command, Principal, ReferralFact, TeamState } from "@ucrt/schemas";
import type { Timeouts } from "@ucrt/schemas/areas";
import { Outbox, Process, type Topics } from "./bus.ts";
import { factsFit, stateFits } from "./invariants-of-steps.ts";
import { shortId, type World } from "./world.ts";

export interface Entry {
  readonly referralId: string;
  readonly referral: Referral;
  readonly facts: readonly ReferralFact[];
}

export interface GivenCommand {
  readonly referralId: string;
  readonly command: Command;
  readonly principal: Principal;
  readonly requestId: string;
}

export interface CommandAnswer {
  readonly isOk: boolean;
  /** Version when it was answered, or the code of the refusal. */
  readonly says: string;
}

const ORPHAN_KEPT_MS = 300_000;
const ADVICE_EXPECTED_MS = 120_000;
const asksForAdvice = new Set<string>(["opened", "amended", "routing-requested"]);

export class QueueModel {
  readonly process = new Process("queue");
  readonly entries = new Map<string, Entry>();
  readonly parked: Topics["submitted"][] = [];
  readonly orphans = new Map<string, { readonly message: Topics["submitted"]; readonly keptAtMs: number }[]>();
  readonly awaited = new Map<string, { readonly fact: ReferralFact; sentAtMs: number }>();
  readonly teams = new Map<string, TeamState>();
  readonly outbox: Outbox;
  readonly #world: World;
  readonly #timeouts: Timeouts;
  readonly #taken = new Set<string>();
  readonly #answers = new Map<string, CommandAnswer>();
  #wakes = new Set<string>();
  /** No timer fires later: the end of the seed has its own check. */
  lastTimerMs = Infinity;

  constructor(world: World, timeouts: Timeouts) {
    this.#world = world;
    this.#timeouts = timeouts;
    this.outbox = new Outbox(world, this.process);
    for (const { id, entry } of world.directory.teams)
      this.teams.set(id, {
        team: id,
        version: 1,
        isOpen: true,
        isPaused: false,
        pausedBecause: null,
        capacity: entry.capacity,
        openOffers: 0,
        openJobs: 0,
        changedAt: world.startMs,
      });
    world.bus.read("submitted", this.process, (message) => this.#onSubmitted(message));
    world.bus.read("advice", this.process, (advice) => this.#onAdvice(advice));
  }

  referral(referralId: string): Referral {
    return this.entries.get(referralId)?.referral ?? initialReferral;
  }

  #onSubmitted(message: Topics["submitted"]): void {
    if (this.#wasTaken(message.id)) return;
    if (this.referral(message.referralId).status === "none" && message.type !== "received") {
      const kept = this.orphans.get(message.referralId) ?? [];
      if (!kept.some((one) => one.message.id === message.id))
        this.orphans.set(message.referralId, [...kept, { message, keptAtMs: this.#world.agenda.nowMs }]);
      return;
    }
    this.#give(message.referralId, inputOf(message), message.id);
    this.#taken.add(message.id);
    const waiting = this.orphans.get(message.referralId) ?? [];
    this.orphans.delete(message.referralId);
    for (const { message: early } of waiting) {
      this.#give(early.referralId, inputOf(early), early.id);
      this.#taken.add(early.id);
    }
  }

  #onAdvice(advice: Topics["advice"]): void {
    if (this.#wasTaken(advice.id)) return;
    this.#give(advice.referralId, { kind: "advice", advice }, advice.id);
    this.awaited.delete(advice.causationId);
    this.#taken.add(advice.id);
  }

  #wasTaken(id: string): boolean {
    return !this.#world.weather.forgetsTaken && this.#taken.has(id);
  }

  /** A command over HTTP. Undefined: no answer, because the process was down or died; whether it was saved is not known to the caller. */
  command(given: GivenCommand): CommandAnswer | undefined {
    const world = this.#world;
    if (this.process.isDown(world)) return undefined;
    if (world.happens("diesBeforeSave")) {
      this.process.dies(world, `on ${given.command.name}, nothing saved`);
      return undefined;
    }
    const key = `${given.principal.subject} ${given.requestId}`;
    const before = this.#answers.get(key);
    if (before !== undefined) return before;
    const decision = this.#give(
      given.referralId,
      { kind: "command", command: given.command, principal: given.principal },
      `command/${key}`,
    );
    const answer: CommandAnswer =
      decision.kind === "refused"
        ? { isOk: false, says: decision.code }
        : { isOk: true, says: `version ${this.referral(given.referralId).version}` };
    // A refusal is judged anew when it is asked again; only what was done is remembered.
    if (answer.isOk) this.#answers.set(key, answer);
    if (world.happens("diesAfterSave")) {
      this.process.dies(world, `on ${given.command.name}, saved and not answered`);
      return undefined;
    }
    return answer;
  }

  /** A team says how it is. */
  setTeam(team: string, change: Partial<Pick<TeamState, "isOpen" | "isPaused" | "capacity">>): void {
    const before = this.teams.get(team);
    if (before === undefined || this.process.isDown(this.#world)) return;
    const now: TeamState = { ...before, ...change, version: before.version + 1, changedAt: this.#world.agenda.nowMs };
    this.teams.set(team, now);
    this.outbox.add([{ topic: "teams", value: now }]);
    this.#wakes.add(team);
  }

  /** What runs by itself from time to time: orphans, the check on advice, those who wait for a team. */
  look(): void {
    const { nowMs } = this.#world.agenda;
    if (this.process.isDown(this.#world)) return;
    for (const [referralId, kept] of this.orphans) {
      const old = kept.filter((one) => one.keptAtMs <= nowMs - ORPHAN_KEPT_MS);
      this.parked.push(...old.map(({ message }) => message));
      const left = kept.filter((one) => !old.includes(one));
      if (left.length === 0) this.orphans.delete(referralId);
      else this.orphans.set(referralId, left);
    }
    for (const one of this.awaited.values()) {
      if (one.sentAtMs > nowMs - ADVICE_EXPECTED_MS) continue;
      one.sentAtMs = nowMs;
      this.outbox.add([{ topic: "facts", value: one.fact }]);
    }
    const wakes = [...this.#wakes].sort();
    this.#wakes = new Set();
    for (const team of wakes)
      for (const { referralId, referral } of this.entries.values())
        if (referral.status === "waiting" && referral.routing?.isAwaited !== true)
          this.#give(referralId, { kind: "team-state-changed", team }, `wake/${team}/${this.teams.get(team)?.version}`);
  }

  /** Marks a team whose hours have begun. */
  opens(team: string): void {
    this.#wakes.add(team);
  }

  teamOf(id: string): TeamNow | undefined {
    const { directory, agenda } = this.#world;
    const known = directory.team(id);
    const state = this.teams.get(id);
    if (known === undefined || state === undefined) return undefined;
    const { offers, jobs } = this.held(id);
    return {
      team: id,
      name: known.entry.name,
      isOpen: state.isOpen && isOpen(known, agenda.nowMs),
      isPaused: state.isPaused,
      room: state.capacity - offers - jobs,
      coversPlace: (place) => {
        if (place === null) return false;
        const cover = directory.cover(place);
        return cover.home.has(id) || cover.outOfHours.has(id) || cover.mutualAid.has(id);
      },
    };
  }

  /** Offers and jobs of a team now. */
  held(team: string): { readonly offers: number; readonly jobs: number } {
    let [offers, jobs] = [0, 0];
    for (const { referral } of this.entries.values()) {
      if (referral.status === "none") continue;
      if (referral.offer?.team === team) offers += 1;
      if (referral.job?.team === team) jobs += 1;
    }
    return { offers, jobs };
  }

  #give(referralId: string, input: ReferralInput, cause: string): ReferralDecision {
    const world = this.#world;
    const { nowMs } = world.agenda;
    const before = this.entries.get(referralId) ?? { referralId, referral: initialReferral, facts: [] };
    const decision = world.core.decide(before.referral, input, {
      referralId,
      nowMs,
      timeouts: this.#timeouts,
      teamOf: (team) => this.teamOf(team),
      newId: (purpose) => `${referralId}/${cause}/${purpose}`,
    });
    world.say(
      () =>
        `${shortId(referralId)} v${before.referral.version} ${before.referral.status}: ${inputInWords(input)} -> ${decisionInWords(decision)}`,
    );
    if (decision.kind !== "facts") return decision;
    let { referral } = before;
    const written: ReferralFact[] = [];
    for (const decided of decision.facts) {
      const sequence = before.facts.length + written.length + 1;
      const fact = {
        ...decided,
        id: `${referralId}/fact-${sequence}`,
        referralId,
        sequence,
        recordedAt: nowMs,
        causationId: cause,
        correlationId: referralId,
      } as ReferralFact;
      factsFit(world, referral, fact, input);
      referral = world.core.evolve(referral, fact as FoldableFact);
      written.push(fact);
    }
    this.#save({ referralId, referral, facts: [...before.facts, ...written] }, before.referral, written);
    return decision;
  }

  #save(entry: Entry, before: Referral, written: readonly ReferralFact[]): void {
    const world = this.#world;
    const held = heldBy(before);
    this.entries.set(entry.referralId, entry);
    for (const fact of written)
      if (asksForAdvice.has(fact.type)) this.awaited.set(fact.id, { fact, sentAtMs: world.agenda.nowMs });
    this.outbox.add(written.map((value) => ({ topic: "facts", value })));
    if (entry.referral.status === "none") return;
    stateFits(world, entry.referralId, entry.referral);
    this.#armTimers(before, entry.referral, entry.referralId);
    // Room again: those that wait for this team are woken.
    for (const team of held) if (!heldBy(entry.referral).includes(team)) this.#wakes.add(team);
  }

  #armTimers(before: Referral, after: OpenedReferral, referralId: string): void {
    const world = this.#world;
    const known = new Map(timersOf(before).map(({ name, atMs }) => [name, atMs]));
    for (const { name, atMs } of timersOf(after)) {
      if (known.get(name) === atMs) continue;
      const late = world.happens("timerLate") ? world.chance.between(1_000, 600_000) : world.chance.between(0, 1_000);
      this.#fireAt(atMs + late, { referralId, name, atMs });
      if (world.happens("timerTwice"))
        this.#fireAt(atMs + late + world.chance.between(0, 60_000), { referralId, name, atMs });
    }
  }

  #fireAt(
    whenMs: number,
    timer: { readonly referralId: string; readonly name: TimerName; readonly atMs: number },
  ): void {
    const world = this.#world;
    world.agenda.at(whenMs, () => {
      if (world.agenda.nowMs > this.lastTimerMs) return;
      if (this.process.isDown(world)) return this.#fireAt(this.process.upAtMs + 1_000, timer);
      const { referralId, name, atMs } = timer;
      const isDue = timersOf(this.referral(referralId)).some(
        (armed) => armed.name === name && armed.atMs <= world.agenda.nowMs,
      );
      const decision = this.#give(referralId, { kind: "timer", name }, `timer/${name}/${atMs}`);
      if (isDue && decision.kind !== "facts")
        world.violate(
          "I13",
          `the timer ${name} of ${referralId} was due and changed nothing (${decisionInWords(decision)})`,
        );
    });
  }

  /** True when nothing is kept that still has to go somewhere. */
  get isSettled(): boolean {
    return this.outbox.isEmpty && this.awaited.size === 0 && this.orphans.size === 0;
  }
}

const heldBy = (referral: Referral): readonly string[] =>
  referral.status === "none" || hasEnded(referral)
    ? []
    : [referral.offer?.team, referral.job?.team].filter((team) => team !== undefined);

const inputOf = (message: Topics["submitted"]): ReferralInput =>
  message.type === "answer-undelivered"
    ? { kind: "answer-undelivered", answer: message.answer, undelivered: message.undelivered }
    : { kind: "submitted", message };

function inputInWords(input: ReferralInput): string {
  switch (input.kind) {
    case "submitted":
      return `${input.message.type} ${shortId(input.message.id)}`;
    case "advice":
      return input.advice.type === "assessed"
        ? `assessed r${input.advice.revision} ${input.advice.decision.outcome}`
        : `routed r${input.advice.revision} attempt ${input.advice.attempt}`;
    case "command":
      return `${input.principal.subject}: ${input.command.name}${input.command.body.expectedVersion === undefined ? "" : ` of v${input.command.body.expectedVersion}`}`;
    case "timer":
      return `timer ${input.name}`;
    case "team-state-changed":
      return `state of ${input.team}`;
    default:
      return input.kind;
  }
}

function decisionInWords(decision: ReferralDecision): string {
  switch (decision.kind) {
    case "facts":
      return decision.facts.map((fact) => fact.type).join(", ");
    case "refused":
      return `refused ${decision.code}`;
    case "ignored":
      return `ignored: ${decision.because}`;
  }
}
