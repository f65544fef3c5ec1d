/**
 * A fake bus. In: messages, who reads them, the weather. Out: each reader gets each message: at once, late, twice, out of order, or never; and again
 * when the reader died on it, as from an offset that was not committed. Readers that keep an order get a log instead: in order, with whole stretches repeated.
 * Never loses a message for readers of a log: nobody's check would bring it back (facts are the truth and are kept by their author).
 */
import type { Advice, ReferralFact, Submitted, TeamState } from "@ucrt/schemas";
import type { World } from "./world.ts";

/** What travels. Values are never changed once sent. */
export interface Topics {
  readonly submitted: Exclude<Submitted, { type: "feed-status" }>;
  readonly advice: Exclude<Advice, { type: "checked" }>;
  readonly facts: ReferralFact;
  readonly teams: TeamState;
}
export type TopicName = keyof Topics;

export type Envelope = {
  readonly [Name in TopicName]: { readonly topic: Name; readonly value: Topics[Name] };
}[TopicName];

/** A program that dies and comes back; whoever calls it meanwhile gets no answer. */
export class Process {
  readonly name: string;
  #upAtMs = 0;

  constructor(name: string) {
    this.name = name;
  }

  isDown(world: World): boolean {
    return this.#upAtMs > world.agenda.nowMs;
  }

  get upAtMs(): number {
    return this.#upAtMs;
  }

  dies(world: World, when: string): void {
    this.#upAtMs = world.agenda.nowMs + world.chance.between(500, 15_000);
    world.say(
      () => `${this.name} dies ${when}, back in ${Math.round((this.#upAtMs - world.agenda.nowMs) / 100) / 10} s`,
    );
  }
}

interface Reader<Value> {
  readonly process: Process;
  readonly handle: (value: Value) => void;
  /** What it passes over unread. */
  readonly wants: (value: Value) => boolean;
}

interface Log<Value> {
  readonly reader: Reader<Value>;
  readonly messages: Value[];
  next: number;
}

/** Tries of one delivery: by then the fault is in the handler. */
const MOST_TRIES = 200;

export class Bus {
  readonly #world: World;
  readonly #readers: { [Name in TopicName]: Reader<Topics[Name]>[] } = {
    submitted: [],
    advice: [],
    facts: [],
    teams: [],
  };
  readonly #logs: { [Name in TopicName]: Log<Topics[Name]>[] } = { submitted: [], advice: [], facts: [], teams: [] };

  constructor(world: World) {
    this.#world = world;
  }

  /** Gets messages one by one, in any order, more than once, or never. */
  read<Name extends TopicName>(
    topic: Name,
    process: Process,
    handle: (value: Topics[Name]) => void,
    wants: (value: Topics[Name]) => boolean = () => true,
  ): void {
    this.#readers[topic].push({ process, handle, wants });
  }

  /** Gets messages in the order they were sent, some more than once. */
  readInOrder<Name extends TopicName>(topic: Name, process: Process, handle: (value: Topics[Name]) => void): void {
    this.#logs[topic].push({ reader: { process, handle, wants: () => true }, messages: [], next: 0 });
  }

  send({ topic, value }: Envelope): void {
    // The topic says what the value is; the compiler cannot follow that through the record of readers.
    this.#send(this.#readers[topic] as Reader<typeof value>[], this.#logs[topic] as Log<typeof value>[], value);
  }

  #send<Value extends Topics[TopicName]>(
    readers: readonly Reader<Value>[],
    logs: readonly Log<Value>[],
    value: Value,
  ): void {
    const { world } = this;
    for (const reader of readers) {
      if (!reader.wants(value)) continue;
      if (world.happens("lost")) {
        world.say(() => `lost on its way to ${reader.process.name}: ${world.nameOf(value)}`);
        continue;
      }
      this.#deliverIn(world.delay(), reader, value);
      if (world.happens("repeated")) this.#deliverIn(world.delay() + world.chance.between(0, 60_000), reader, value);
    }
    for (const log of logs) {
      log.messages.push(value);
      this.#pollIn(world.delay(), log);
    }
  }

  get world(): World {
    return this.#world;
  }

  #deliverIn<Value extends Topics[TopicName]>(ms: number, reader: Reader<Value>, value: Value, tries = 1): void {
    const { world } = this;
    world.underWay += 1;
    world.agenda.in(ms, () => {
      world.underWay -= 1;
      const { process } = reader;
      const again = (): void => {
        if (tries >= MOST_TRIES) throw new Error(`${process.name} died ${tries} times on one message.`);
        this.#deliverIn(process.upAtMs - world.agenda.nowMs + 100, reader, value, tries + 1);
      };
      if (process.isDown(world)) return again();
      if (world.happens("diesBeforeSave")) {
        process.dies(world, `on ${world.nameOf(value)}, nothing saved`);
        return again();
      }
      reader.handle(value);
      if (!world.happens("diesAfterSave")) return;
      process.dies(world, `on ${world.nameOf(value)}, saved and not committed to the bus`);
      again();
    });
  }

  #pollIn<Value>(ms: number, log: Log<Value>): void {
    const { world } = this;
    world.underWay += 1;
    world.agenda.in(ms, () => {
      world.underWay -= 1;
      const { process, handle } = log.reader;
      if (process.isDown(world)) return this.#pollIn(process.upAtMs - world.agenda.nowMs + 100, log);
      const from = world.happens("repeated") ? Math.max(0, log.next - world.chance.between(1, 8)) : log.next;
      for (const value of log.messages.slice(from)) handle(value);
      log.next = log.messages.length;
    });
  }
}

/** What was saved and is not sent yet: sent in order, one after the other, at least once. */
export class Outbox {
  readonly #world: World;
  readonly #process: Process;
  readonly #rows: Envelope[] = [];
  #sent = 0;

  constructor(world: World, process: Process) {
    this.#world = world;
    this.#process = process;
  }

  /** Adds messages, in the transaction that caused them. */
  add(messages: readonly Envelope[]): void {
    if (messages.length === 0) return;
    this.#rows.push(...messages);
    this.#relayIn(this.#world.chance.between(1, 50));
  }

  get isEmpty(): boolean {
    return this.#sent === this.#rows.length;
  }

  #relayIn(ms: number): void {
    const world = this.#world;
    world.underWay += 1;
    world.agenda.in(ms, () => {
      world.underWay -= 1;
      if (this.#process.isDown(world)) return this.#relayIn(this.#process.upAtMs - world.agenda.nowMs + 50);
      for (let row = this.#rows[this.#sent]; row !== undefined; row = this.#rows[this.#sent]) {
        world.bus.send(row);
        if (world.happens("diesAfterPublish")) {
          this.#process.dies(world, `after sending ${world.nameOf(row.value)}, which it will send again`);
          return this.#relayIn(this.#process.upAtMs - world.agenda.nowMs + 50);
        }
        this.#sent += 1;
      }
    });
  }
}
