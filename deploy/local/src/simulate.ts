// A synthetic day, played through the front door. In: where the front door and Kafka are. Out: referrals on the four feeds and over HTTP, and
// crews, teams and SPA who act through the public API until told to stop. Only the arrival rate is speeded up: one day of referrals in 12 minutes
// (SIMULATED_DAY_MINUTES), starting in the late morning; what came in since the service opened is sent first, within half a minute, so that
// the board is full when somebody looks. SEED plays the same day again.
import { createKafka, silentLog } from "@ucrt/kafka";
import { senderSignIn } from "./kafka-users.ts";
import { agenda } from "./simulation/agenda.ts";
import { askForCase } from "./simulation/bars-journey.ts";
import { coordinator, spaClinician, teamClinician, teams } from "./simulation/cast.ts";
import { chanceFrom } from "./simulation/chance.ts";
import { feedShares, referralsPerHour } from "./simulation/demand.ts";
import { personAtWork, type PersonAtWork } from "./simulation/person-at-work.ts";
import { senders } from "./simulation/senders.ts";
import { watchOver } from "./simulation/spa-at-work.ts";
import { syntheticReferral } from "./simulation/synthetic-referral.ts";
import { workOn, type Row } from "./simulation/team-at-work.ts";

const webUrl = process.env["WEB_URL"] ?? "http://localhost:7000";
const brokers = (process.env["KAFKA_BROKERS"] ?? "127.0.0.1:7092").split(",");
const signInAs = senderSignIn(process.env);
/** A third of what the ambulance service pushes from its stack comes over BaRS, where there is one that speaks it. */
const ambulanceServiceUrl = process.env["AMBULANCE_SERVICE_URL"];
const dayMinutes = Number(process.env["SIMULATED_DAY_MINUTES"] ?? 12);
const chance = chanceFrom(Number(process.env["SEED"] ?? Date.now()));
const lookEveryMs = 2_000;
const openingHour = 8;
const firstHour = 11;
const morningMs = 25_000;

const say = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
const report = (error: unknown): void =>
  say(`somebody could not do what they wanted: ${error instanceof Error ? error.message : String(error)}`);

const plans = agenda(report);
const sending = senders({
  webUrl,
  kafkaAs: (user) =>
    createKafka({
      brokers,
      ...signInAs(user),
      clientId: "simulation",
      logger: silentLog,
      topicSuffix: process.env["TOPIC_SUFFIX"] ?? "",
    }),
  say,
});
const spa = {
  coordinator: personAtWork(webUrl, coordinator),
  clinician: personAtWork(webUrl, spaClinician),
  chance,
  agenda: plans,
};
const atWork = teams.map((team) => ({
  team,
  clinician: personAtWork(webUrl, teamClinician(team)),
  chance,
  agenda: plans,
}));

const startedAtMs = performance.now();
const simulatedHour = (): number => (firstHour + ((performance.now() - startedAtMs) / 60_000 / dayMinutes) * 24) % 24;
/** Real hours pass this much slower than simulated ones. */
const speed = (24 * 60) / dayMinutes;

const timers = new Set<NodeJS.Timeout>();
let isStopping = false;

morningSoFar();
arriveNext(morningMs);
lookAgain(spa.coordinator, (row) => watchOver(row, spa));
for (const team of atWork) lookAgain(team.clinician, (row) => workOn(row, team));
lookAtOwnSubmissions();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());

/** Referrals arrive as a random stream whose rate follows the day. */
function arriveNext(afterMs: number): void {
  later(afterMs, async () => {
    arriveNext(chance.untilNextMs(referralsPerHour(Math.floor(simulatedHour())) * speed));
    await arrive();
  });
}

/** As many as come in between opening and the first hour, evenly. */
function morningSoFar(): void {
  let expected = 0;
  for (let hour = openingHour; hour < firstHour; hour++) expected += referralsPerHour(hour);
  const count = Math.round(expected);
  for (let index = 0; index < count; index++) later((index * morningMs) / count, arrive);
}

async function arrive(): Promise<void> {
  const referral = syntheticReferral(chance.weighted(feedShares), Date.now(), chance);
  if (ambulanceServiceUrl !== undefined && referral.like.startsWith("stack-push") && chance.next() < 1 / 3) {
    await askForCase(ambulanceServiceUrl);
    say("ambulance: a case from the stack over BaRS");
    return;
  }
  const fromTheStack = referral.like.startsWith("stack");
  if (fromTheStack || chance.next() < 0.6) {
    await sending.overKafka(referral);
    say(`${referral.feed}: ${referral.like} over Kafka`);
  } else {
    const { status } = await sending.overHttp(referral);
    say(`${referral.feed}: ${referral.like} over HTTP, answered ${status}`);
  }
}

function lookAgain(person: PersonAtWork, act: (row: Row) => void): void {
  later(lookEveryMs, async () => {
    try {
      const { status, body } = await person.get("/api/queue");
      if (status === 200) for (const row of body["rows"] as Row[]) act(row);
    } finally {
      lookAgain(person, act);
    }
  });
}

/** A crew that has its answer leaves the patient, who is safe to wait. */
function lookAtOwnSubmissions(): void {
  later(lookEveryMs * 2, async () => {
    try {
      const { status, body } = await sending.crew.get("/api/submissions");
      for (const own of status === 200 ? (body["rows"] as { referralId: string; status: string }[]) : []) {
        if (own.status !== "accepted") continue;
        plans.plan(
          `${own.referralId}/leaving`,
          chance.between(5, 15) * 1_000,
          async () => void (await sending.crew.post(`/api/referrals/${own.referralId}/leaving`, {})),
        );
      }
    } finally {
      lookAtOwnSubmissions();
    }
  });
}

function later(afterMs: number, action: () => Promise<void>): void {
  if (isStopping) return;
  const timer = setTimeout(() => {
    timers.delete(timer);
    action().catch(report);
  }, afterMs);
  timers.add(timer);
}

async function stop(): Promise<void> {
  isStopping = true;
  for (const timer of timers) clearTimeout(timer);
  plans.stop();
  await sending.stop();
  process.exit(0);
}
