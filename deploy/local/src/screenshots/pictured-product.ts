// The product that is pictured. In: WEB_URL of a running one, or nothing. Out: its address, and a way to stop it. Without WEB_URL a product of its own is started on
// free ports, with the same simulated day each time and a known month of numbers in the log.
import { join } from "node:path";
import { cloudEventHeaders, createKafka, createProducer, silentLog } from "@ucrt/kafka";
import { madeLives, madeMonth } from "@ucrt/metrics/src/made-month.ts";
import { fact, FACTS_TOPIC, feedTopic, type ReferralFact } from "@ucrt/schemas";
import { z } from "zod";
import { buildPages } from "../check-steps.ts";
import { localFolder, repositoryRoot, runFolder } from "../paths.ts";
import { startProcess } from "../processes.ts";
import { findServers } from "../servers.ts";
import { startStack } from "../stack.ts";

export interface PicturedProduct {
  readonly webUrl: string;
  /** The month with numbers. */
  readonly month: string;
  stop(): Promise<void>;
}

/** The same referrals in the same order at each run; what people do with them depends on the machine's speed. */
const seed = "7";
/** A day in so many minutes: a board is full soon. */
const dayMinutes = "8";
/** Disclosure hides nearly all of one life of each kind. */
const copies = 6;

/** `say` tells what is going on. */
export async function findOrStartPicturedProduct(say: (line: string) => void): Promise<PicturedProduct> {
  const given = process.env["WEB_URL"] ?? "";
  if (given !== "") {
    say(`Picturing the product that runs at ${given}.`);
    const month = process.env["MONTH"] ?? new Date().toISOString().slice(0, 7);
    return { webUrl: given, month, stop: async () => undefined };
  }
  say("Starting a product for the pictures ...");
  await buildPages();
  const folder = join(runFolder, "screenshots");
  const servers = await findServers({ folder, ports: "any", durable: false, say });
  const isShared = servers.how === "given";
  const topicSuffix = isShared ? `-pictures-${process.pid}` : "";
  try {
    const stack = await startStack({
      servers,
      folder,
      ports: "any",
      topicSuffix,
      database: isShared ? `pictures_${process.pid}` : "ucrt",
      say,
    });
    await fillLog(servers.kafkaBrokers, topicSuffix);
    const day = startProcess({
      name: "simulate",
      command: process.execPath,
      args: [join(localFolder, "src/simulate.ts")],
      cwd: repositoryRoot,
      env: {
        ...process.env,
        MODE: "local",
        WEB_URL: stack.webUrl,
        KAFKA_BROKERS: servers.kafkaBrokers,
        TOPIC_SUFFIX: topicSuffix,
        SEED: seed,
        SIMULATED_DAY_MINUTES: dayMinutes,
      },
      logFile: join(folder, "logs", "simulate.log"),
      pidFile: join(folder, "services", "simulate.pid"),
    });
    const stop = async (): Promise<void> => {
      process.kill(day.pid, "SIGTERM");
      await day.ended;
      await stack.stop();
      await servers.stop();
    };
    return { webUrl: stack.webUrl, month: madeMonth, stop };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

/** A month of facts for the numbers, and a message that nobody can read for the operator. */
async function fillLog(brokers: string, topicSuffix: string): Promise<void> {
  const kafka = createKafka({ brokers: brokers.split(","), clientId: "pictures", logger: silentLog, topicSuffix });
  const producer = createProducer(kafka);
  const facts = madeLives.slice(0, -2).flatMap((life) => life.facts);
  for (let copy = 1; copy <= copies; copy += 1) await producer.send(facts.map((one) => messageOf(one, copy)));
  await producer.send([
    { topic: feedTopic("hospital"), key: "picture", value: '{"kind":"referral","pat', headers: {} },
  ]);
  await producer.disconnect();
}

/** A fact as `queue` writes it, of somebody else who lived the same life. */
function messageOf(one: ReferralFact, copy: number) {
  const ofCopy = (text: string) => text.replaceAll(/00000000-0000-4000-(8000|9000)-/g, `0000000${copy}-0000-4000-$1-`);
  return {
    topic: FACTS_TOPIC,
    key: ofCopy(one.referralId),
    value: ofCopy(JSON.stringify(z.encode(fact, one))),
    headers: cloudEventHeaders({
      id: ofCopy(one.id),
      type: `referral.${one.type}.v1`,
      source: "queue",
      time: new Date(one.recordedAt).toISOString(),
    }),
  };
}
