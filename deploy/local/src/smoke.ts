// `npm run smoke`: one suitable referral through each feed on Kafka and each over HTTP, and a case of the ambulance service over BaRS, followed to the
// board, to acceptance, arrival and closure, and into the numbers. In: the running product, or a product of its own when none runs. Out: each journey with the time of every step;
// ends with 1 unless all arrived.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createKafka, saslMechanisms, silentLog } from "@ucrt/kafka";
import { feed, type Feed } from "@ucrt/schemas";
import { buildPages } from "./check-steps.ts";
import { kafkaSignIn, type KafkaSecurity } from "./kafka-users.ts";
import { runFolder } from "./paths.ts";
import { runCommand } from "./plain-failure.ts";
import { freePort, portFrom } from "./ports.ts";
import { localSecrets } from "./secrets.ts";
import { findServers } from "./servers.ts";
import { startPlayingAmbulanceService } from "./simulated-999/play.ts";
import { isThere, makeBarsJourney } from "./simulation/bars-journey.ts";
import { chanceFrom } from "./simulation/chance.ts";
import { coordinator, serviceLead, spaClinician, teamClinician, teams, type Team } from "./simulation/cast.ts";
import { makeJourney, type Journey } from "./simulation/journey.ts";
import { openLiveBoard } from "./simulation/live-board.ts";
import { personAtWork, type PersonAtWork } from "./simulation/person-at-work.ts";
import { senders } from "./simulation/senders.ts";
import { startStack } from "./stack.ts";
import { z } from "zod";

interface Product {
  readonly webUrl: string;
  readonly kafkaBrokers: string;
  readonly kafkaSecurity: KafkaSecurity | undefined;
  readonly topicSuffix: string;
  readonly ambulanceServiceUrl: string;
  stop(): Promise<void>;
}

await runCommand(async () => {
  const product = await findOrStartProduct();
  try {
    const journeys = await makeJourneys(product);
    for (const journey of journeys.journeys) print(journey);
    const arrived = journeys.journeys.filter((journey) => journey.stoppedBecause === undefined).length;
    const counted = journeys.closedAfter - journeys.closedBefore;
    console.log(
      `\n${arrived} of ${journeys.journeys.length} journeys arrived; the numbers count ${counted} more closed referrals than before.`,
    );
    return arrived === journeys.journeys.length && counted >= arrived ? 0 : 1;
  } finally {
    await product.stop();
  }
});

async function makeJourneys({ webUrl, kafkaBrokers, kafkaSecurity, topicSuffix, ambulanceServiceUrl }: Product) {
  const reader = personAtWork(webUrl, serviceLead);
  const closedBefore = await closedCount(reader);
  const spa = personAtWork(webUrl, coordinator);
  const board = await openLiveBoard(webUrl, spa);
  const sending = senders({
    webUrl,
    kafkaAs: (user) =>
      createKafka({
        brokers: kafkaBrokers.split(","),
        ...kafkaSignIn(kafkaSecurity, user),
        clientId: "smoke",
        logger: silentLog,
        topicSuffix,
      }),
    say: () => undefined,
  });
  const clinicians = new Map<Team, PersonAtWork>(
    teams.map((team) => [team, personAtWork(webUrl, teamClinician(team))]),
  );
  const company = {
    board,
    coordinator: spa,
    spaClinician: personAtWork(webUrl, spaClinician),
    senders: sending,
    clinicianOf: (team: Team) => clinicians.get(team) ?? personAtWork(webUrl, teamClinician(team)),
  };
  const ways = feed.options.flatMap((name): [Feed, "Kafka" | "HTTP"][] => [
    [name, "Kafka"],
    [name, "HTTP"],
  ]);
  const journeys: Journey[] = [];
  for (const [name, way] of ways) journeys.push(await makeJourney(name, way, company));
  if (await isThere(ambulanceServiceUrl)) journeys.push(await makeBarsJourney(ambulanceServiceUrl, company));
  else console.log(`No ambulance service answers at ${ambulanceServiceUrl}: nothing is sent over BaRS.`);
  const expected = closedBefore + journeys.filter((journey) => journey.stoppedBecause === undefined).length;
  const closedAfter = await closedCountReaching(reader, expected);
  board.close();
  await sending.stop();
  return { journeys, closedBefore, closedAfter };
}

async function closedCount(reader: PersonAtWork): Promise<number> {
  const { status, body } = await reader.get("/api/metrics/throughput?period=day");
  if (status !== 200) throw new Error(`The numbers answered ${status}: ${JSON.stringify(body)}`);
  return (body["totals"] as { closed: number }).closed;
}

/** The numbers follow the log within seconds; after 15 s what they say is what they say. */
async function closedCountReaching(reader: PersonAtWork, expected: number): Promise<number> {
  const giveUpMs = performance.now() + 15_000;
  for (;;) {
    const count = await closedCount(reader);
    if (count >= expected || performance.now() > giveUpMs) return count;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function print({ feed: name, way, steps, stoppedBecause }: Journey): void {
  console.log(`\n${name} over ${way}${stoppedBecause === undefined ? "" : "   STOPPED"}`);
  for (const { what, afterMs } of steps) console.log(`  ${String(afterMs).padStart(7)} ms  ${what}`);
  if (stoppedBecause !== undefined) console.log(`              ${stoppedBecause}`);
}

async function findOrStartProduct(): Promise<Product> {
  const webUrl = process.env["WEB_URL"] ?? "http://localhost:7000";
  if (await answers(webUrl)) {
    console.log(`Using the product that runs at ${webUrl}.`);
    return {
      webUrl,
      kafkaBrokers: process.env["KAFKA_BROKERS"] ?? "127.0.0.1:7092",
      kafkaSecurity: await securityOfStart(),
      topicSuffix: process.env["TOPIC_SUFFIX"] ?? "",
      ambulanceServiceUrl: `http://127.0.0.1:${portFrom("SIMULATED_999_PORT", 7080)}`,
      stop: async () => undefined,
    };
  }
  console.log(`Nothing answers at ${webUrl}: starting a product for this run.`);
  const say = (line: string): void => console.log(line);
  await buildPages();
  const folder = join(runFolder, "smoke");
  const servers = await findServers({ folder, ports: "any", durable: false, say });
  const ambulanceServicePort = await freePort();
  const ambulanceServiceUrl = `http://127.0.0.1:${ambulanceServicePort}`;
  try {
    const stack = await startStack({
      servers,
      folder,
      ports: "any",
      ambulanceServiceUrl,
      topicSuffix: servers.how === "given" ? `-smoke-${process.pid}` : "",
      database: servers.how === "given" ? `smoke_${process.pid}` : "ucrt",
      say,
    });
    const { barsPublicKey: publicKey, ambulanceSystemKey: systemKey } = await localSecrets(folder);
    const ambulanceService = await startPlayingAmbulanceService({
      webUrl: stack.webUrl,
      publicKey,
      systemKey,
      port: ambulanceServicePort,
      chance: chanceFrom(Date.now()),
      say: () => undefined,
    });
    const stop = async (): Promise<void> => {
      await ambulanceService.stop();
      await stack.stop();
      await servers.stop();
    };
    const { webUrl: ownUrl, kafkaBrokers, topicSuffix } = stack;
    const { kafkaSecurity } = servers;
    return { webUrl: ownUrl, kafkaBrokers, kafkaSecurity, topicSuffix, ambulanceServiceUrl, stop };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

/** How one signs in at the broker of `npm start`: what its services were told says whether it asks at all. */
async function securityOfStart(): Promise<KafkaSecurity | undefined> {
  const start = join(runFolder, "start");
  const told = join(start, "services", "queue.environment.json");
  if (!existsSync(told)) return undefined;
  const mechanism = z
    .object({ KAFKA_SASL_MECHANISM: z.enum(saslMechanisms).optional() })
    .parse(JSON.parse(readFileSync(told, "utf8"))).KAFKA_SASL_MECHANISM;
  return mechanism === undefined ? undefined : { mechanism, secret: (await localSecrets(start)).kafkaSecret };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
