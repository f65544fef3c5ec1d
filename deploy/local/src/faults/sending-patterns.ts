// Senders and people who do odd things, beside the ordinary ones of the driver. In: a pattern, how often, the history everybody writes to. Out: words
// on what was sent. What they send and do is in the history like everything else, so the checker judges it by the same rules.
import { setTimeout as pause } from "node:timers/promises";
import { createKafka, silentLog } from "@ucrt/kafka";
import { kafkaSignIn } from "../kafka-users.ts";
import type { Servers } from "../servers.ts";
import type { Chance } from "../simulation/chance.ts";
import { acceptTogether } from "./accept-together.ts";
import { openHistory } from "./history.ts";
import { feedSenders, type FeedSenders } from "./send-feeds.ts";
import { makeAmendment, makePoison, makeReferral, makeWithdrawal, type Sending, type SentCase } from "./sendings.ts";

/**
 * - `repeats`: every message 2 to 5 times, some at the same instant.
 * - `shuffled`: referral, amendment and withdrawal of one case in any order, cases mixed.
 * - `poison`: messages nobody can read, of every kind, a good one between.
 * - `backlog`: referrals of the three feeds that wait, as fast as Kafka takes them.
 * - `contests`: as many clinicians as there are press accept on one offer at once.
 */
export type SendingPattern = "repeats" | "shuffled" | "poison" | "backlog" | "contests";

export interface SendingSurroundings {
  readonly webUrl: string;
  readonly servers: Pick<Servers, "kafkaBrokers" | "kafkaSecurity">;
  readonly historyFile: string;
  readonly chance: Chance;
}

/** Resolves when all was sent, whatever became of it. */
export async function runSendingPattern(
  { pattern, count }: { readonly pattern: SendingPattern; readonly count: number },
  around: SendingSurroundings,
): Promise<string> {
  const history = openHistory(around.historyFile, pattern);
  const { kafkaBrokers, kafkaSecurity } = around.servers;
  const kafkaAs = (user: string) =>
    createKafka({
      brokers: [kafkaBrokers],
      ...kafkaSignIn(kafkaSecurity, user),
      clientId: `faults-${pattern}`,
      logger: silentLog,
    });
  const senders = feedSenders({ webUrl: around.webUrl, kafkaAs, history });
  try {
    switch (pattern) {
      case "repeats":
        return await sendRepeats(senders, count, around.chance);
      case "shuffled":
        return await sendShuffled(senders, count, around.chance);
      case "poison":
        return await sendPoison(senders, count, around.chance);
      case "backlog":
        return await sendBacklog(senders, count, around.chance);
      case "contests":
        return await acceptTogether({ webUrl: around.webUrl, history, count });
    }
  } finally {
    await senders.stop();
    history.close();
  }
}

async function sendRepeats(senders: FeedSenders, count: number, chance: Chance): Promise<string> {
  let sent = 0;
  for (let index = 0; index < count; index += 1) {
    const { sending } = makeReferral(chance, Date.now());
    const times = chance.between(2, 5);
    const first = senders.send(sending);
    if (chance.next() < 0.5) await first;
    await Promise.all([first, ...Array.from({ length: times - 1 }, () => senders.send(sending))]);
    sent += times;
  }
  return `${count} messages sent ${sent} times`;
}

async function sendShuffled(senders: FeedSenders, count: number, chance: Chance): Promise<string> {
  const sendings: Sending[] = [];
  for (let index = 0; index < count; index += 1) {
    const made = makeKafkaReferral(chance);
    sendings.push(made.sending, makeAmendment(made, chance));
    if (chance.next() < 0.5) sendings.push(makeWithdrawal(made));
  }
  shuffle(sendings, chance);
  for (const sending of sendings) await senders.send(sending);
  return `${sendings.length} messages of ${count} cases in any order`;
}

async function sendPoison(senders: FeedSenders, count: number, chance: Chance): Promise<string> {
  const kinds = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    const poison = makePoison(chance, Date.now());
    kinds.add(poison.poison ?? "");
    await senders.send(poison);
    if (index % 5 === 0) await senders.send(makeReferral(chance, Date.now()).sending);
  }
  return `${count} messages nobody can read (${[...kinds].join(", ")})`;
}

async function sendBacklog(senders: FeedSenders, count: number, chance: Chance): Promise<string> {
  const atOnce = 50;
  let sent = 0;
  while (sent < count) {
    const sendings = Array.from({ length: atOnce * 2 }, () => makeKafkaReferral(chance).sending)
      .filter((one) => one.feed !== "ambulance")
      .slice(0, Math.min(atOnce, count - sent));
    await Promise.all(sendings.map((one) => senders.send(one)));
    sent += sendings.length;
    await pause(0);
  }
  return `${sent} referrals at once on the feeds that wait`;
}

/** Only a message on a feed can come before the one it speaks of: over HTTP the address of the submission is needed. */
function makeKafkaReferral(chance: Chance): SentCase {
  for (;;) {
    const made = makeReferral(chance, Date.now());
    if (made.sending.way === "Kafka") return made;
  }
}

function shuffle<T>(list: T[], chance: Chance): void {
  for (let index = list.length - 1; index > 0; index -= 1) {
    const other = chance.between(0, index);
    [list[index], list[other]] = [list[other] as T, list[index] as T];
  }
}
