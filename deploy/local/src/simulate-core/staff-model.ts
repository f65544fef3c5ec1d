/**
 * Teams, coordinators, clinicians and referrers at their screens. In: what the board showed, now or some changes ago. Out: commands, likely ones more often
 * than not, some by two people at once, some asked again because the answer was lost; and the answers they got, for the end of the seed.
 */
import {
  commandsFor,
  initialReferral,
  evolve,
  type FoldableFact,
  type OpenedReferral,
  type Referral,
} from "@ucrt/domain";
import { allCommands, madeCommand, people } from "@ucrt/domain/made";
import type { CommandName, Principal } from "@ucrt/schemas";
import type { CommandAnswer, Entry, GivenCommand, QueueModel } from "./queue-model.ts";
import { shortId, type World } from "./world.ts";

const everybody: readonly Principal[] = Object.values(people);
/** Said beside the way; rarely asked for. */
const administrative = new Set<CommandName>([
  "note",
  "claim",
  "release",
  "snooze",
  "unsnooze",
  "link",
  "unlink",
  "record-call",
  "contact",
  "summary-sent",
  "withdraw-offer",
]);
/** Steps that end a case soon; rarer, so that cases live. */
const ending = new Set<CommandName>(["close", "conveying", "acknowledge", "leave"]);
/** Tries of one command by a person. */
const MOST_TRIES = 5;

/** An accept that somebody was told is theirs. */
export interface ToldAccepted {
  readonly referralId: string;
  readonly key: string;
  readonly offerId: string;
}

export class Staff {
  readonly told: ToldAccepted[] = [];
  readonly #world: World;
  readonly #queue: QueueModel;
  #requests = 0;

  constructor(world: World, queue: QueueModel) {
    this.#world = world;
    this.#queue = queue;
  }

  /** Somebody does something with one referral of the board. */
  act(): void {
    const { chance } = this.#world;
    const all = [...this.#queue.entries.values()];
    if (all.length === 0) return;
    const entry = chance.pick(all);
    const seen = this.#seen(entry);
    if (seen.status === "none") return;
    const chosen = this.#choose(seen);
    if (chosen === undefined) return;
    const given = this.#given(entry.referralId, seen, chosen);
    this.#sendIn(this.#world.delay(), given, 1);
    // Two at the same instant: whoever else was offered it or thinks so.
    if (chosen.name === "accept" && chance.next() < 0.5) {
      const rival = chance.pick([
        people.clinicianA,
        people.clinicianB,
        people.leadA,
        people.coordinator,
        people.spaClinician,
      ]);
      this.#sendIn(this.#world.delay(), this.#given(entry.referralId, seen, { principal: rival, name: "accept" }), 1);
    }
  }

  /** The referral as this screen shows it. */
  #seen({ facts, referral }: Entry): Referral {
    if (!this.#world.happens("staleView")) return referral;
    const upTo = Math.max(1, facts.length - this.#world.chance.between(1, 6));
    return facts.slice(0, upTo).reduce((seen: Referral, fact) => evolve(seen, fact as FoldableFact), initialReferral);
  }

  #choose(seen: OpenedReferral): { readonly principal: Principal; readonly name: CommandName } | undefined {
    const { chance } = this.#world;
    if (chance.next() < 0.06) return { principal: chance.pick(everybody), name: chance.pick(allCommands) };
    const all = everybody.flatMap((principal) => commandsFor(principal, seen).map((name) => ({ principal, name })));
    const roll = chance.next();
    const wanted = all.filter(({ name }) =>
      roll < 0.1 ? true : roll < 0.3 ? !administrative.has(name) : !administrative.has(name) && !ending.has(name),
    );
    const from = wanted.length > 0 ? wanted : all;
    return from.length === 0 ? undefined : chance.pick(from);
  }

  #given(
    referralId: string,
    seen: OpenedReferral,
    { principal, name }: { readonly principal: Principal; readonly name: CommandName },
  ): GivenCommand {
    const { chance, agenda } = this.#world;
    const command = madeCommand(seen, name, chance.between(0, 1_000_000), agenda.nowMs);
    const withVersion =
      chance.next() < 0.5 ? { ...command, body: { ...command.body, expectedVersion: seen.version } } : command;
    return {
      referralId,
      command: withVersion as GivenCommand["command"],
      principal,
      requestId: `r${(this.#requests += 1)}`,
    };
  }

  #sendIn(ms: number, given: GivenCommand, tries: number): void {
    const world = this.#world;
    world.agenda.in(ms, () => {
      const answer = this.#queue.command(given);
      const isLost = answer === undefined || world.happens("answerLost");
      world.say(
        () =>
          `${given.principal.subject} asked ${given.command.name} (${given.requestId}) of ${shortId(given.referralId)}: ${isLost ? "no answer" : said(answer)}`,
      );
      if (isLost) {
        if (tries < MOST_TRIES) this.#sendIn(world.chance.between(500, 20_000), given, tries + 1);
        return;
      }
      if (given.command.name === "accept" && answer.isOk)
        this.told.push({
          referralId: given.referralId,
          key: `${given.principal.subject} ${given.requestId}`,
          offerId: given.command.body.offerId,
        });
    });
  }
}

const said = ({ isOk, says }: CommandAnswer): string => `${isOk ? "ok" : "refused"}, ${says}`;
