/**
 * `intake` as far as the core goes: the inbox, the cases under a sender's ids, what `queue` owes an effect for, an outbox.
 * In: messages of senders, facts. Out: an acknowledgement after it was saved, messages for `queue`. What a message means is decided by the real
 * `decideSubmission`, and told to `queue` by the real `submittedOf`.
 */
import { caseIdOf, endsMachineWork, type FeedMessage } from "@ucrt/domain";
import { caseMeant, whoItIs, type KnownCase } from "@ucrt/intake/src/decide-submission.ts";
import { eventIdOf, referralIdOf } from "@ucrt/intake/src/ids.ts";
import type { Submission } from "@ucrt/intake/src/submission.ts";
import { submittedOf } from "@ucrt/intake/src/submitted-messages.ts";
import type { AnswerToSender, ReferralFact } from "@ucrt/schemas";
import { Outbox, Process, type Topics } from "./bus.ts";
import { shortId, type World } from "./world.ts";

/** A message on its way in, with the place that its picture shows (the made directory knows no postcodes of the examples). */
export interface Arriving extends Submission {
  readonly place: string | null;
}

export interface InboxRow {
  readonly requestKey: string;
  readonly kind: Topics["submitted"]["type"] | "stale" | "orphan";
  readonly bodyHash: string;
  readonly eventId: string;
  readonly referralId: string | null;
  readonly message: Topics["submitted"] | null;
  /** When its sender wrote it, where that orders messages. */
  readonly writtenAtMs: number | null;
  readonly storedAtMs: number;
  readonly sentAtMs: number;
  readonly isConfirmed: boolean;
  readonly isParked: boolean;
}

interface Case extends KnownCase {
  readonly contents: number;
  readonly endedAtMs: number | null;
  readonly receivedAtMs: number;
  readonly isWithdrawn: boolean;
}

/** What a sender is told. */
export type Acknowledgement = "stored" | "conflict" | "orphan";

const OWED_AFTER_MS = 120_000;
const ORPHAN_AFTER_MS = 300_000;

export class IntakeModel {
  readonly process = new Process("intake");
  readonly outbox: Outbox;
  readonly inbox = new Map<string, InboxRow>();
  readonly cases = new Map<string, Case>();
  readonly isMachineDone = new Set<string>();
  readonly #world: World;
  readonly #ofCase = new Map<string, string[]>();
  readonly #sequences = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
    this.outbox = new Outbox(world, this.process);
    world.bus.readInOrder("facts", this.process, (fact) => this.#onFact(fact));
  }

  /** Stores one message. Undefined: no answer; whether it was stored is not known to the sender. */
  submit(arriving: Arriving): Acknowledgement | undefined {
    const world = this.#world;
    if (this.process.isDown(world)) return undefined;
    if (world.happens("diesBeforeSave")) {
      this.process.dies(world, `on ${arriving.requestId}, nothing stored`);
      return undefined;
    }
    const answer = this.#store(arriving);
    if (world.happens("diesAfterSave")) {
      this.process.dies(world, `on ${arriving.requestId}, stored and not answered`);
      return undefined;
    }
    return world.happens("answerLost") ? undefined : answer;
  }

  #store(arriving: Arriving): Acknowledgement {
    const world = this.#world;
    const requestKey = `${arriving.feed}/${arriving.organisation}/${arriving.requestId}`;
    const before = this.inbox.get(requestKey);
    if (before !== undefined) return before.bodyHash === arriving.bodyHash ? "stored" : "conflict";

    const caseKey = `${arriving.feed}/${arriving.organisation}/${caseIdOf(arriving.given)}`;
    const known = caseMeant(this.#casesOf(caseKey), whoItIs(arriving.given), null) ?? null;
    const { nowMs } = world.agenda;
    const sentAtMs = sentAtOf(arriving, nowMs);
    const meaning = world.core.decideSubmission(arriving.given, { known, sentAtMs, serviceRequestId: null });
    const atMs = arriving.receivedAtMs ?? nowMs;
    const referralId = "referralId" in meaning ? meaning.referralId : referralIdOf(arriving);
    const contentNumber = (known?.contents ?? 0) + 1;
    const message = placed(
      submittedOf(arriving, meaning, { referralId, atMs, directory: world.directory, contentNumber }),
      arriving.place,
    );
    world.say(
      () =>
        `intake stores ${arriving.given.message.kind} ${arriving.requestId}: ${meaning.is}, about ${shortId(referralId)}`,
    );
    const row = {
      requestKey,
      bodyHash: arriving.bodyHash,
      eventId: eventIdOf(arriving),
      writtenAtMs: sentAtMs,
      storedAtMs: nowMs,
      sentAtMs: nowMs,
      isConfirmed: meaning.is === "stale" || meaning.is === "acknowledgement",
      isParked: false,
    };
    if (meaning.is === "orphan") {
      this.inbox.set(requestKey, { ...row, kind: "orphan", referralId: caseKey, message });
      return "orphan";
    }
    this.inbox.set(requestKey, { ...row, kind: message?.type ?? "stale", referralId, message });
    if (message !== null) this.outbox.add([{ topic: "submitted", value: message }]);
    if (meaning.is === "new-referral") {
      this.#open(caseKey, referralId, {
        isCandidate: meaning.isCandidate,
        isHandedBack: false,
        serviceRequestId: null,
        lastSentAtMs: sentAtMs,
        contents: 1,
        receivedAtMs: atMs,
        ...whoItIs(arriving.given),
      });
      this.#adoptOrphans(caseKey, referralId);
    }
    if (meaning.is === "amendment")
      this.#change(referralId, ({ lastSentAtMs }) => ({
        lastSentAtMs: latest(lastSentAtMs, sentAtMs),
        contents: contentNumber,
      }));
    if (meaning.is === "withdrawal") this.#change(referralId, () => ({ isOpen: false, isWithdrawn: true }));
    return "stored";
  }

  /** Open ones first, newest first. */
  #casesOf(caseKey: string): readonly Case[] {
    const all = (this.#ofCase.get(caseKey) ?? []).flatMap((id) => this.cases.get(id) ?? []);
    return all.toSorted(
      (one, other) => Number(other.isOpen) - Number(one.isOpen) || other.receivedAtMs - one.receivedAtMs,
    );
  }

  #open(
    caseKey: string,
    referralId: string,
    given: Omit<Case, "referralId" | "isOpen" | "endedAtMs" | "isWithdrawn">,
  ): void {
    this.cases.set(referralId, { referralId, isOpen: true, endedAtMs: null, isWithdrawn: false, ...given });
    this.#ofCase.set(caseKey, [...(this.#ofCase.get(caseKey) ?? []), referralId]);
  }

  #change(referralId: string, change: (known: Case) => Partial<Case>): void {
    const known = this.cases.get(referralId);
    if (known !== undefined) this.cases.set(referralId, { ...known, ...change(known) });
  }

  /** What came too early goes out behind its referral. */
  #adoptOrphans(caseKey: string, referralId: string): void {
    for (const row of this.inbox.values()) {
      if (row.kind !== "orphan" || row.referralId !== caseKey || row.isParked || row.message === null) continue;
      const message = { ...row.message, referralId };
      this.inbox.set(row.requestKey, {
        ...row,
        kind: message.type,
        referralId,
        message,
        isConfirmed: message.type === "acknowledgement-received",
      });
      this.outbox.add([{ topic: "submitted", value: message }]);
      if (message.type === "withdrawal-received")
        this.#change(referralId, () => ({ isOpen: false, isWithdrawn: true }));
    }
  }

  #onFact(fact: ReferralFact): void {
    for (const row of this.inbox.values()) {
      const isOpening = fact.type === "opened" && row.kind === "received" && row.referralId === fact.referralId;
      if (!row.isConfirmed && (row.eventId === fact.causationId || isOpening || isSuperseded(row, fact)))
        this.inbox.set(row.requestKey, { ...row, isConfirmed: true });
    }
    if (fact.sequence <= (this.#sequences.get(fact.referralId) ?? 0)) return;
    this.#sequences.set(fact.referralId, fact.sequence);
    if (fact.type === "take-confirmed") this.#change(fact.referralId, () => ({ isCandidate: false }));
    if (fact.type === "handed-back")
      this.#change(fact.referralId, () => ({ isHandedBack: fact.data.to !== "spa-clinician" }));
    if (endsHandBack.has(fact.type)) this.#change(fact.referralId, () => ({ isHandedBack: false }));
    if (fact.type === "withdrawn" || fact.type === "candidate-left" || fact.type === "closed")
      this.#change(fact.referralId, ({ endedAtMs }) => ({ isOpen: false, endedAtMs: endedAtMs ?? fact.recordedAt }));
    if (endsMachineWork(fact, { isCandidate: this.cases.get(fact.referralId)?.isCandidate === true }))
      this.isMachineDone.add(fact.referralId);
    this.#answer(fact);
  }

  /** Some answers do not get through to the sender's system; some of those do later. */
  #answer(fact: ReferralFact): void {
    const world = this.#world;
    const answer = answersOf[fact.type];
    if (answer === undefined || !world.happens("answerLost")) return;
    const tell = (undelivered: boolean): void =>
      this.outbox.add([
        {
          topic: "submitted",
          value: {
            type: "answer-undelivered",
            id: `${fact.id}/${undelivered ? "undelivered" : "delivered"}`,
            referralId: fact.referralId,
            at: world.agenda.nowMs,
            correlationId: fact.referralId,
            answer,
            undelivered,
          },
        },
      ]);
    tell(true);
    if (world.chance.next() < 0.5) world.agenda.in(world.chance.between(60_000, 900_000), () => tell(false));
  }

  /** What runs by itself: sends again what has shown no effect, parks what speaks of nothing. */
  look(): void {
    const { nowMs } = this.#world.agenda;
    if (this.process.isDown(this.#world)) return;
    for (const row of this.inbox.values()) {
      if (row.kind === "orphan") {
        if (row.storedAtMs < nowMs - ORPHAN_AFTER_MS)
          this.inbox.set(row.requestKey, { ...row, isParked: true, isConfirmed: true });
        continue;
      }
      if (row.isConfirmed || row.message === null || row.referralId === null) continue;
      const about = this.cases.get(row.referralId);
      const hasEnded = about !== undefined && about.endedAtMs !== null;
      if (hasEnded && (row.kind === "withdrawal-received" || (row.kind === "amendment-received" && about.isWithdrawn)))
        continue;
      if (row.sentAtMs > nowMs - OWED_AFTER_MS) continue;
      this.#world.say(() => `intake sends ${row.requestKey} again: no effect yet`);
      this.inbox.set(row.requestKey, { ...row, sentAtMs: nowMs });
      this.outbox.add([{ topic: "submitted", value: row.message }]);
    }
  }
}

/** Once a newer content has had its effect nobody waits for an older one. */
const isSuperseded = ({ message }: InboxRow, fact: ReferralFact): boolean =>
  fact.type === "amended" &&
  message?.type === "amendment-received" &&
  message.referralId === fact.referralId &&
  (message.contentNumber ?? 0) < (fact.data.contentNumber ?? 0);

/** A clinician has taken it up again. */
const endsHandBack: ReadonlySet<string> = new Set(["reviewed", "offered", "accepted"]);

const answersOf: Partial<Record<ReferralFact["type"], AnswerToSender>> = {
  accepted: "accepted",
  "handed-back": "handed-back",
  "escalated-to-999": "escalated",
  closed: "ended",
};

function placed(message: ReturnType<typeof submittedOf>, place: string | null): Topics["submitted"] | null {
  if (message === null || (message.type !== "received" && message.type !== "amendment-received")) return message;
  const { picture } = message;
  return { ...message, picture: { ...picture, location: { ...picture.location, place } } };
}

/** Over HTTP what arrives is the newest there is; on Kafka a system's own clock orders its messages. */
function sentAtOf(
  { receivedAtMs, given }: { readonly receivedAtMs: number | null; readonly given: FeedMessage },
  nowMs: number,
): number | null {
  const { sentAt } = given.message;
  return receivedAtMs === null || sentAt === undefined ? null : Math.min(sentAt, receivedAtMs, nowMs);
}

const latest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);
