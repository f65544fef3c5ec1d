// Drives a running product under faults: `node driver.ts --web-url … --brokers … --history FILE [--seconds 60 --rate 5 --seed 1 --most 1000 …]`.
// In: where the product is, how long, how fast, with which chance. Out: a history. Sends at a constant rate whether or not anybody answers, acts as
// SPA and the teams, watches as they do. Bounded in time and count; TERM ends the sending early and the rest goes on as at the end.
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createKafka, silentLog } from "@ucrt/kafka";
import { senderSignIn } from "../kafka-users.ts";
import { teamClinician, teams } from "../simulation/cast.ts";
import { chanceFrom, type Chance } from "../simulation/chance.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import { openHistory, steadyMs, type HistoryWriter } from "./history.ts";
import { peopleAtWork, type PeopleAtWork } from "./people-under-faults.ts";
import { feedSenders, type FeedSenders } from "./send-feeds.ts";
import { makeAmendment, makePoison, makeReferral, makeWithdrawal, type SentCase } from "./sendings.ts";

const { values } = parseArgs({
  options: {
    "web-url": { type: "string" },
    brokers: { type: "string" },
    "topic-suffix": { type: "string", default: "" },
    history: { type: "string" },
    process: { type: "string", default: "driver" },
    seconds: { type: "string", default: "60" },
    /** Sendings a second. */
    rate: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
    /** Most sendings. */
    most: { type: "string", default: "10000" },
    /** Of all sendings, 0 to 1. */
    poison: { type: "string", default: "0.02" },
    amend: { type: "string", default: "0.06" },
    withdraw: { type: "string", default: "0.04" },
    /** People's waits, as a part of those of the synthetic day. */
    pace: { type: "string", default: "0.05" },
    /** Longest time after the last sending that people go on until every referral has ended. */
    "finish-seconds": { type: "string", default: "30" },
    /** Nobody acts, everybody watches: so long views have to come to rest. */
    "settle-seconds": { type: "string", default: "12" },
  },
});

const given = {
  webUrl: required("web-url"),
  brokers: required("brokers").split(","),
  seconds: number("seconds", 1, 7_200),
  rate: number("rate", 0.1, 200),
  seed: number("seed", 0, 2 ** 32),
  most: number("most", 1, 500_000),
  pace: number("pace", 0, 10),
  shares: { poison: number("poison", 0, 1), amend: number("amend", 0, 1), withdraw: number("withdraw", 0, 1) },
  finishMs: number("finish-seconds", 0, 3_600) * 1_000,
  settleMs: number("settle-seconds", 0, 3_600) * 1_000,
};

const history = openHistory(required("history"), values.process);
const ending = new AbortController();
process.once("SIGTERM", () => ending.abort());
const { webUrl: _webUrl, brokers: _brokers, ...told } = given;
history.write({ op: "drive", type: "invoke", id: values.process, value: told });
const outcome = await drive(history);
history.write({ op: "drive", type: "ok", id: values.process, value: outcome });
history.close();
process.stdout.write(`${JSON.stringify(outcome)}\n`);
process.exit(0);

async function drive(writer: HistoryWriter): Promise<Record<string, number>> {
  const signInAs = senderSignIn(process.env);
  const kafkaAs = (user: string) =>
    createKafka({
      brokers: given.brokers,
      ...signInAs(user),
      clientId: "faults-driver",
      logger: silentLog,
      topicSuffix: values["topic-suffix"],
    });
  await makeRoom();
  const patience = { signal: new AbortController() };
  const people = peopleAtWork({
    webUrl: given.webUrl,
    history: writer,
    chance: chanceFrom(given.seed + 1),
    pace: given.pace,
    patience: { signal: patience.signal.signal },
    report: (error) => process.stderr.write(`somebody could not do what they wanted: ${String(error)}\n`),
  });
  const senders = feedSenders({ webUrl: given.webUrl, kafkaAs, history: writer });
  const cases: SentCase[] = [];
  const sending = await sendAtConstantRate(senders, cases, patience.signal.signal);
  const finished = await untilAllEnded(people, given.finishMs);
  await people.stopActing();
  patience.signal.abort();
  await Promise.allSettled(sending);
  await pause(given.settleMs);
  people.writeViews();
  people.close();
  await senders.stop();
  const open = [...people.board.values()].filter((row) => !hasEnded(row.state)).length;
  return { sent: sending.length, cases: cases.length, onTheBoard: people.board.size, open, finished: Number(finished) };
}

/** Teams have room for everybody, so that offers are made. */
async function makeRoom(): Promise<void> {
  for (const team of teams) {
    const lead = personAtWork(given.webUrl, { ...teamClinician(team), role: "ucrt-lead", name: "A Lead" });
    const { status } = await lead.put(`/api/teams/${team}/state`, {
      capacity: 500,
      reason: "many at once, for a test",
    });
    if (status !== 200) throw new Error(`The capacity of ${team} could not be set: ${status}`);
  }
}

/** An open loop: each sending starts at its time, however long the ones before it take. Resolves when the last has started. */
async function sendAtConstantRate(
  senders: FeedSenders,
  cases: SentCase[],
  signal: AbortSignal,
): Promise<readonly Promise<unknown>[]> {
  const chance = chanceFrom(given.seed);
  const count = Math.min(given.most, Math.round(given.seconds * given.rate));
  const startMs = steadyMs();
  const started: Promise<unknown>[] = [];
  for (let index = 0; index < count && !ending.signal.aborted; index += 1) {
    const waitMs = startMs + (index * 1_000) / given.rate - steadyMs();
    if (waitMs > 0) await pause(waitMs, undefined, { signal: ending.signal }).catch(() => undefined);
    started.push(sendNext(senders, cases, chance, signal));
  }
  return started;
}

function sendNext(senders: FeedSenders, cases: SentCase[], chance: Chance, signal: AbortSignal): Promise<unknown> {
  const { poison, amend, withdraw } = given.shares;
  const kind = chance.next();
  const nowMs = Date.now();
  if (kind < poison) return senders.send(makePoison(chance, nowMs), { signal });
  const old = kind < poison + amend + withdraw ? pickKnown(cases, chance) : undefined;
  if (old !== undefined && kind < poison + amend) return senders.send(makeAmendment(old, chance), { signal });
  if (old !== undefined) {
    old.isTakenBack = true;
    return senders.send(makeWithdrawal(old), { signal });
  }
  const made = makeReferral(chance, nowMs);
  return senders.send(made.sending, { signal }).then(({ type, value }) => {
    if (type !== "ok") return;
    if (typeof value["referralId"] === "string") made.referralId = value["referralId"];
    cases.push(made);
  });
}

/** A case that was acknowledged not long ago and not taken back; a sender has news of what it has just sent. */
function pickKnown(cases: readonly SentCase[], chance: Chance): SentCase | undefined {
  const recent = cases
    .slice(-30)
    .filter((one) => !one.isTakenBack && (one.sending.way === "Kafka" || one.referralId !== undefined));
  return recent.length === 0 ? undefined : chance.pick(recent);
}

async function untilAllEnded(people: PeopleAtWork, withinMs: number): Promise<boolean> {
  const giveUpMs = steadyMs() + withinMs;
  while (steadyMs() < giveUpMs) {
    if ([...people.board.values()].every((row) => hasEnded(row.state))) return true;
    await pause(250);
  }
  return false;
}

function hasEnded(state: string): boolean {
  return state === "closed" || state === "withdrawn";
}

function required(name: "web-url" | "brokers" | "history"): string {
  const value = values[name];
  if (value === undefined || value === "") throw new Error(`--${name} is needed.`);
  return value;
}

function number(
  name: Exclude<keyof typeof values, "web-url" | "brokers" | "history" | "process" | "topic-suffix">,
  low: number,
  high: number,
): number {
  const value = Number(values[name]);
  if (!(value >= low && value <= high)) throw new Error(`--${name} is a number from ${low} to ${high}.`);
  return value;
}
