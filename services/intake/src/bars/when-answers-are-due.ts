/**
 * Answers that are owed to BaRS senders go out, and are tried again until the other side has taken them.
 * In: time, and a wake after a fact. Out: POSTs to the endpoints of the list; what `queue` must know: an answer that will not go through (SPA rings), one that
 * went through after all, a hand-back that a system which alerts its staff has taken. Several processes share the work; a crash loses nothing.
 */
import type { Kysely } from "kysely";
import type { OutgoingMessage } from "@ucrt/kafka";
import { addToOutbox, inTransaction } from "@ucrt/postgres";
import type { BarsSettings, Submitted } from "@ucrt/schemas";
import type { Clock, Logger } from "@ucrt/service";
import { idOf } from "../ids.ts";
import { submittedMessage, textOfSubmitted } from "../submitted-messages.ts";
import type { IntakeTables } from "../tables.ts";
import { claimAnswers, noteAttempt, type ClaimedAnswer } from "./answer-rows.ts";
import type { BarsSenders } from "./bars-senders.ts";
import type { AccessTokens } from "./fetch-access-token.ts";
import { sendAnswer, type Sent } from "./send-answer.ts";

export interface DeliveryOptions {
  readonly db: Kysely<IntakeTables>;
  readonly senders: BarsSenders;
  readonly tokens: AccessTokens;
  readonly settings: BarsSettings;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly wakeRelay: () => void;
  /** An answer that has not been taken after this is alarmed: SPA rings. Milliseconds. */
  readonly alarmAfterMs: number;
  /** @default 1,000 ms */
  readonly lookEveryMs?: number;
}

export interface Deliveries {
  /** Something may be due now. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

const LOOK_EVERY_MS = 1_000;
const MOST_AT_ONCE = 20;
/** Longer than one attempt can take, token and answer together. */
const CLAIM_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** After a day nobody waits for this answer any more; SPA has long been asked to ring. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;

/** Starts looking; returns at once. */
export function startDeliveries(options: DeliveryOptions): Deliveries {
  let isStopped = false;
  let isWoken = false;
  let timer: NodeJS.Timeout | undefined;
  let inHand: Promise<void> | undefined;

  const look = (): void => {
    clearTimeout(timer);
    if (isStopped) return;
    isWoken = false;
    inHand = deliverDue(options)
      .catch((error: unknown) => {
        options.logger.warn(
          { err: error, part: "bars-answers" },
          "answers could not be looked at; they are looked at again",
        );
        return 0;
      })
      .then((count) => {
        inHand = undefined;
        if (isWoken || count >= MOST_AT_ONCE) look();
        else timer = setTimeout(look, options.lookEveryMs ?? LOOK_EVERY_MS);
      });
  };
  look();
  return {
    wake: () => {
      isWoken = true;
      if (inHand === undefined) look();
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await inHand;
    },
  };
}

/** Sends what is due now, side by side. Returns how many that were. */
export async function deliverDue(options: DeliveryOptions): Promise<number> {
  const claimed = await inTransaction(options.db, (trx) =>
    claimAnswers(trx, { limit: MOST_AT_ONCE, claimMs: CLAIM_MS, alarmAfterMs: options.alarmAfterMs }),
  );
  await Promise.all(claimed.map((answer) => deliver(answer, options)));
  return claimed.length;
}

async function deliver(answer: ClaimedAnswer, options: DeliveryOptions): Promise<void> {
  const sender = options.senders.get(answer.organisation);
  const sent: Sent = answer.isHeld
    ? { outcome: "again", why: "retries-stopped" }
    : sender === undefined
      ? { outcome: "again", why: "not-configured" }
      : await sendAnswer(answer, { ...options, sender });
  const isLast = sent.outcome === "again" && answer.ageMs > GIVE_UP_AFTER_MS;
  const mustRing = sent.outcome === "refused" || (sent.outcome === "again" && answer.ageMs >= options.alarmAfterMs);
  const toQueue: Submitted[] = [];
  const about = { referralId: answer.referralId, at: options.clock.nowMs(), correlationId: answer.correlationId };
  if (mustRing && !answer.isAlarmed) toQueue.push(undelivered(answer, about, true));
  if (sent.outcome === "delivered" && answer.isAlarmed) toQueue.push(undelivered(answer, about, false));
  if (sent.outcome === "delivered" && answer.kind === "handed-back" && sender?.alertsStaffAutomatically === true)
    toQueue.push({
      type: "acknowledgement-received",
      id: idOf("bars-taken", answer.answerId),
      ...about,
      acknowledges: "hand-back",
      by: { name: sender.name, role: "system that alerts its staff" },
      organisation: sender.organisation,
    });
  await inTransaction(options.db, async (trx) => {
    await noteAttempt(trx, {
      answerId: answer.answerId,
      state: sent.outcome === "again" ? (isLast ? "given-up" : "waiting") : sent.outcome,
      why: sent.why,
      afterMs: sent.outcome === "again" ? untilNextMs(answer, sent.afterSeconds, options.alarmAfterMs) : null,
      isAlarmed: mustRing,
    });
    await addToOutbox(trx, toQueue.map(messageOf));
  });
  if (toQueue.length > 0) options.wakeRelay();
  tell(answer, sent, { mustRing, logger: options.logger });
}

/** Until the next attempt; the one that decides about the alarm is made when the alarm is due, not up to a minute later. */
function untilNextMs(
  { attempts, ageMs }: ClaimedAnswer,
  askedSeconds: number | undefined,
  alarmAfterMs: number,
): number {
  const waiting = waitMs(attempts, askedSeconds);
  return ageMs < alarmAfterMs ? Math.min(waiting, alarmAfterMs - ageMs) : waiting;
}

/** Doubled from one second to a minute, spread so that many do not come at once; longer when the other side asks for it. */
function waitMs(attempts: number, askedSeconds: number | undefined): number {
  const doubled = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 10));
  return Math.max(doubled * (0.75 + Math.random() / 4), Math.min((askedSeconds ?? 0) * 1000, LONGEST_WAIT_MS));
}

function undelivered(
  answer: ClaimedAnswer,
  about: { readonly referralId: string; readonly at: number; readonly correlationId: string },
  isUndelivered: boolean,
): Submitted {
  return {
    type: "answer-undelivered",
    id: idOf("bars-undelivered", answer.answerId, String(isUndelivered)),
    ...about,
    answer: answer.kind,
    undelivered: isUndelivered,
  };
}

function messageOf(message: Submitted): OutgoingMessage {
  if (message.type === "feed-status") throw new Error("a feed status is not about a referral");
  const { id, type, referralId, at, correlationId } = message;
  return submittedMessage({ id, type, referralId, atMs: at, correlationId }, textOfSubmitted(message));
}

function tell(
  answer: ClaimedAnswer,
  sent: Sent,
  { mustRing, logger }: { readonly mustRing: boolean; readonly logger: Logger },
): void {
  const line = {
    part: "bars-answers",
    referralId: answer.referralId,
    answer: answer.kind,
    attempts: answer.attempts,
    outcome: sent.why,
  };
  if (sent.outcome === "delivered") logger.info(line, "an answer was taken by its sender");
  else if (mustRing)
    logger.error({ ...line, alarm: "answer-undelivered" }, "an answer cannot be delivered; SPA is asked to ring");
  else logger.warn(line, "an answer was not taken; it is sent again");
}
