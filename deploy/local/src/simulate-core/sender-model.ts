/**
 * Those who refer: each has one case, sends it, and then amends, repeats, withdraws, acknowledges, as chance has it. In: the examples of the feeds, the
 * world. Out: messages to intake, sent until they are acknowledged; and which were. Never gives the same key to two different messages.
 */
import { caseIdFields, type FeedMessage } from "@ucrt/domain";
import type { Feed } from "@ucrt/schemas";
import type { IntakeModel } from "./intake-model.ts";
import type { World } from "./world.ts";

/** What the seeds are made from: whole cases of every feed, as their senders write them. */
export interface SenderExamples {
  readonly cases: readonly {
    readonly feed: Feed;
    readonly message: Extract<FeedMessage["message"], { kind: "referral" | "amendment" }>;
  }[];
  readonly places: readonly (string | null)[];
}

export interface Acknowledged {
  readonly requestKey: string;
  readonly kind: FeedMessage["message"]["kind"];
}

/** Tries of one message; long after everything works again. */
const MOST_TRIES = 400;
const MINUTE_MS = 60_000;

interface CaseOf {
  readonly feed: Feed;
  readonly number: number;
  readonly organisation: string;
  readonly isOverHttp: boolean;
  sent: number;
}

export class Senders {
  /** Messages that were acknowledged, by key. */
  readonly acknowledged = new Map<string, Acknowledged>();
  readonly #world: World;
  readonly #intake: IntakeModel;
  readonly #examples: SenderExamples;
  /** Messages on their way to be acknowledged. */
  unanswered = 0;

  constructor(world: World, intake: IntakeModel, examples: SenderExamples) {
    this.#world = world;
    this.#intake = intake;
    this.#examples = examples;
  }

  /** A case begins at this instant, and what else becomes of it is put on the agenda. `untilMs`: nothing new after it. */
  begin(number: number, { atMs, untilMs }: { readonly atMs: number; readonly untilMs: number }): void {
    const { chance, agenda } = this.#world;
    const example = chance.pick(this.#examples.cases);
    const one: CaseOf = {
      feed: example.feed,
      number,
      organisation: example.message.organisation,
      isOverHttp: chance.next() < 0.5,
      sent: 0,
    };
    const isEarlyWord = chance.next() < 0.05;
    agenda.at(atMs, () => this.#sendCase(one, example.message, "referral"));
    if (isEarlyWord)
      agenda.at(atMs - chance.between(0, 60_000), () => this.#sendWord(one, example.message, "withdrawal"));
    for (let atNextMs = atMs + this.#pause(); atNextMs < untilMs; atNextMs += this.#pause()) {
      const what = chance.weighted({ amendment: 8, referral: 3, acknowledgement: 4, withdrawal: 2, nothing: 6 });
      if (what === "nothing") break;
      agenda.at(atNextMs, () => {
        if (what === "amendment" || what === "referral") this.#sendCase(one, this.#otherOf(example), what);
        else this.#sendWord(one, example.message, what);
      });
    }
  }

  #pause(): number {
    return this.#world.chance.weighted({ short: 2, long: 3 }) === "short"
      ? this.#world.chance.between(100, MINUTE_MS)
      : this.#world.chance.between(MINUTE_MS, 50 * MINUTE_MS);
  }

  /** Another picture of the same feed: what the sender finds later. */
  #otherOf(example: SenderExamples["cases"][number]): SenderExamples["cases"][number]["message"] {
    const alike = this.#examples.cases.filter(({ feed }) => feed === example.feed);
    return this.#world.chance.pick(alike).message;
  }

  #sendCase(one: CaseOf, message: SenderExamples["cases"][number]["message"], kind: "referral" | "amendment"): void {
    const { agenda } = this.#world;
    const whole = {
      ...message,
      kind,
      organisation: one.organisation,
      [caseIdFields[one.feed]]: `CASE-${one.number}`,
      patient: { ...message.patient, nhsNumber: undefined, dateOfBirth: undefined, sex: "unknown" },
      sentAt: agenda.nowMs,
    };
    // Built from a parsed message of this feed; the compiler cannot follow the feed through the spread.
    this.#send(one, { feed: one.feed, message: whole } as unknown as FeedMessage);
  }

  #sendWord(
    one: CaseOf,
    message: SenderExamples["cases"][number]["message"],
    kind: "withdrawal" | "acknowledgement",
  ): void {
    const { agenda, chance } = this.#world;
    const word = {
      kind,
      organisation: one.organisation,
      channel: message.channel,
      [caseIdFields[one.feed]]: `CASE-${one.number}`,
      sentAt: agenda.nowMs,
      ...(kind === "withdrawal"
        ? { reason: chance.pick(["conveyed", "upgraded", "no-longer-needed"]) }
        : { acknowledges: chance.pick(["hand-back", "advice"]), by: { name: "A. Desk", role: "dispatcher" } }),
    };
    this.#send(one, { feed: one.feed, message: word } as unknown as FeedMessage);
  }

  #send(one: CaseOf, given: FeedMessage): void {
    const { agenda, chance } = this.#world;
    const requestId = `request-${one.number}-${(one.sent += 1)}`;
    const place = chance.pick(this.#examples.places);
    const appendedAtMs = agenda.nowMs;
    const arriving = {
      feed: one.feed,
      given,
      organisation: one.organisation,
      requestId,
      correlationId: requestId,
      body: "",
      bodyHash: `${given.message.kind} ${requestId}`,
      receivedAtMs: one.isOverHttp ? null : appendedAtMs,
      place,
    };
    this.unanswered += 1;
    this.#tryIn(this.#world.delay(), arriving, 1);
    // A feed may deliver the same message again, also much later.
    if (this.#world.happens("repeated"))
      this.#world.agenda.in(chance.between(0, 90 * MINUTE_MS), () => void this.#intake.submit(arriving));
  }

  #tryIn(ms: number, arriving: Parameters<IntakeModel["submit"]>[0], tries: number): void {
    this.#world.agenda.in(ms, () => {
      const answer = this.#intake.submit(arriving);
      if (answer === undefined) {
        if (tries >= MOST_TRIES) throw new Error(`${arriving.requestId} was never acknowledged.`);
        return this.#tryIn(this.#world.chance.between(1_000, 30_000), arriving, tries + 1);
      }
      this.unanswered -= 1;
      const requestKey = `${arriving.feed}/${arriving.organisation}/${arriving.requestId}`;
      if (answer === "conflict")
        this.#world.violate("I1", `${requestKey} was refused as a conflict, and was sent only once`);
      else this.acknowledged.set(requestKey, { requestKey, kind: arriving.given.message.kind });
    });
  }
}
