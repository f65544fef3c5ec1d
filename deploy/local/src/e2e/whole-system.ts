// The whole product with real processes, for one test file: its own database, topics, ports and folder. In: the run's servers, or servers of its
// own where a test ends the broker. Out: the stack, people who use it, the facts it wrote, and one stop that leaves nothing behind.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createKafka, silentLog, startCompactedReader, type KafkaClient } from "@ucrt/kafka";
import { fact, FACTS_TOPIC, type Fact } from "@ucrt/schemas";
import { testBrokers, testServerUrl } from "@ucrt/testing";
import { administrator, kafkaSignIn } from "../kafka-users.ts";
import { runFolder } from "../paths.ts";
import { removePostgresData } from "../postgres-server.ts";
import { findServers, type Servers } from "../servers.ts";
import type { ServiceName } from "../services.ts";
import {
  commissioner,
  coordinator,
  serviceLead,
  spaClinician,
  teamClinician,
  teams,
  type Team,
} from "../simulation/cast.ts";
import { openLiveBoard, type LiveBoard } from "../simulation/live-board.ts";
import { personAtWork, type PersonAtWork } from "../simulation/person-at-work.ts";
import { senders, type Senders } from "../simulation/senders.ts";
import { startStack, type Stack } from "../stack.ts";

export interface WholeSystem {
  readonly stack: Stack;
  readonly servers: Servers;
  readonly folder: string;
  /** As whoever may do everything, where the broker asks. */
  readonly kafka: KafkaClient;
  /** As one of `topicAccess`. */
  kafkaAs(user: string): KafkaClient;
  readonly senders: Senders;
  readonly coordinator: PersonAtWork;
  readonly spaClinician: PersonAtWork;
  readonly commissioner: PersonAtWork;
  readonly serviceLead: PersonAtWork;
  clinicianOf(team: Team): PersonAtWork;
  openBoard(person?: PersonAtWork): Promise<LiveBoard>;
  /** Every fact ever written, by referral, in log order; a second copy of a fact is left out when it is the same to the byte. */
  facts(): Promise<ReadonlyMap<string, readonly Fact[]>>;
  stop(): Promise<void>;
}

export interface WholeSystemOptions {
  /** `load`: the same teams with the real area's minutes, where a test would lose a race against the demonstration's. @default "demo" */
  readonly area?: "demo" | "load";
  /** Kafka and PostgreSQL for this file alone, so that it may end them; "secure": and Kafka asks who is calling. */
  readonly ownServers?: boolean | "secure";
  readonly without?: readonly ServiceName[];
  /** Where a simulated ambulance service will take answers to BaRS messages. */
  readonly ambulanceServiceUrl?: string;
  readonly environment?: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** Origin of a local sign-in server that the test runs itself. */
  readonly signInIssuer?: string;
}

/** Starts all services in the demonstration area. Takes some seconds. */
export async function startWholeSystem(options: WholeSystemOptions = {}): Promise<WholeSystem> {
  const id = randomBytes(4).toString("hex");
  const folder = join(runFolder, `test-${id}`);
  const servers: Servers = options.ownServers
    ? await findServers({
        folder,
        ports: "any",
        durable: true,
        ignoreGiven: true,
        ...(options.ownServers === "secure" ? { kafkaSecret: randomBytes(16).toString("hex") } : {}),
        say: () => undefined,
      })
    : {
        how: "given",
        kafkaBrokers: testBrokers().join(","),
        databaseUrl: testServerUrl(),
        stop: async () => undefined,
      };
  const topicSuffix = `-${id}`;
  const leaveNothing = async (): Promise<void> => {
    await servers.stop();
    removePostgresData(folder);
    if (process.env["KEEP_LOGS"] === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const stack = await startStack({
    servers,
    folder,
    ports: "any",
    topicSuffix,
    database: `e2e_${id}`,
    ...(options.area === undefined ? {} : { area: options.area }),
    ...(options.without === undefined ? {} : { without: options.without }),
    ...(options.ambulanceServiceUrl === undefined ? {} : { ambulanceServiceUrl: options.ambulanceServiceUrl }),
    environment: {
      ...options.environment,
      // A handful of people stand for everybody.
      queue: { ACCEPTS_A_MINUTE: "1000000", ...options.environment?.queue },
    },
    ...(options.signInIssuer === undefined ? {} : { signInIssuer: options.signInIssuer }),
    say: () => undefined,
  }).catch(async (error: unknown) => {
    await leaveNothing();
    throw error;
  });
  const kafkaAs = (user: string): KafkaClient =>
    createKafka({
      brokers: servers.kafkaBrokers.split(","),
      ...kafkaSignIn(servers.kafkaSecurity, user),
      clientId: "e2e",
      logger: silentLog,
      topicSuffix,
    });
  const kafka = kafkaAs(administrator);
  const sending = senders({ webUrl: stack.webUrl, kafkaAs, say: () => undefined });
  const clinicians = new Map<Team, PersonAtWork>(
    teams.map((team) => [team, personAtWork(stack.webUrl, teamClinician(team))]),
  );
  const spa = personAtWork(stack.webUrl, coordinator);
  const boards: LiveBoard[] = [];
  return {
    stack,
    servers,
    folder,
    kafka,
    kafkaAs,
    senders: sending,
    coordinator: spa,
    spaClinician: personAtWork(stack.webUrl, spaClinician),
    commissioner: personAtWork(stack.webUrl, commissioner),
    serviceLead: personAtWork(stack.webUrl, serviceLead),
    clinicianOf: (team) => clinicians.get(team) ?? personAtWork(stack.webUrl, teamClinician(team)),
    openBoard: async (person = spa) => {
      const board = await openLiveBoard(stack.webUrl, person);
      boards.push(board);
      return board;
    },
    facts: () => readFacts(kafka),
    stop: async () => {
      for (const board of boards) board.close();
      await sending.stop();
      await stack.stop();
      await leaveNothing();
    },
  };
}

async function readFacts(client: KafkaClient): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const byReferral = new Map<string, Fact[]>();
  const texts = new Map<string, string>();
  const failed = Promise.withResolvers<never>();
  const reader = startCompactedReader({
    client,
    name: "e2e-facts",
    topic: FACTS_TOPIC,
    onRecord: (message) => {
      const text = message.valueBytes.toString("utf8");
      const one = fact.parse(JSON.parse(text));
      const place = `${one.referralId}/${one.sequence}`;
      const before = texts.get(place);
      if (before !== undefined && before !== text)
        failed.reject(new Error(`Two different facts claim sequence ${place}`));
      if (before !== undefined) return;
      texts.set(place, text);
      byReferral.set(one.referralId, [...(byReferral.get(one.referralId) ?? []), one]);
    },
    onUnreadable: (_message, error) => failed.reject(error),
    onFatal: failed.reject,
  });
  await Promise.race([reader.ready, failed.promise]);
  await reader.stop();
  return byReferral;
}
