// Three ways in: a crew's POST, a message on a feed topic, an ambulance service's BaRS bundle. In: where the product is. Out: one call that sends a referral, and afterwards the referral id of
// each request. Over HTTP the answer names it; over Kafka it is looked up when everything is over, so that nothing is asked while it measures.
import { cloudEventHeaders } from "@ucrt/kafka";
import { barsHeaders, crew } from "@ucrt/local/people";
import { feedTopic } from "@ucrt/schemas";
import { createHash } from "node:crypto";
import { Kafka, logLevel, Partitioners, type IHeaders } from "kafkajs";
import pg from "pg";
import type { MadeReferral } from "./made-referrals.ts";
import { createPostClient } from "./post-client.ts";
import { tokenFor, type Identity } from "./sign-in.ts";

export interface SubmitTarget {
  readonly webUrl: string;
  readonly kafkaBrokers?: string;
  readonly topicSuffix?: string;
  /** The product's database, to look up what became of messages on a feed topic. A floor keeps the request's id. */
  readonly databaseUrl?: string;
}

export interface SubmitAnswer {
  /** 202 (200 for BaRS), another status, 0 when nobody answered; "sent" when the broker has it. */
  readonly status: number | "sent";
  readonly referralId?: string;
}

export interface SubmitWay {
  send(referral: MadeReferral): Promise<SubmitAnswer>;
  /** Referral ids by request id, for those that no answer named. */
  lookUp(requestIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** As a crew with the form. */
export async function submitOverHttp({ webUrl }: SubmitTarget): Promise<SubmitWay> {
  const client = createPostClient(webUrl);
  const token = await tokenFor(client, crew);
  return {
    send: async ({ feed, body, requestId }) => {
      const headers = { authorization: `Bearer ${token}`, "x-request-id": requestId };
      const { status, text } = await client
        .post(`/api/feeds/${feed}/referrals`, body, headers)
        .catch(() => ({ status: 0, text: "" }));
      return status === 202
        ? { status, referralId: (JSON.parse(text) as { referralId: string }).referralId }
        : { status };
    },
    lookUp: async () => new Map(),
    close: async () => client.close(),
  };
}

const ambulanceSystem: Identity = {
  name: "CAD of the load run",
  role: "feed",
  organisation: "RYC",
  feeds: ["ambulance"],
};

/** As an ambulance service's system that speaks BaRS. Its answer names the referral as the id of the ServiceRequest. */
export async function submitOverBars({ webUrl }: SubmitTarget): Promise<SubmitWay> {
  const client = createPostClient(webUrl);
  const token = await tokenFor(client, ambulanceSystem);
  return {
    send: async ({ body, requestId, caseId }) => {
      const headers = { ...barsHeaders({ requestId, correlationId: caseId }), authorization: `Bearer ${token}` };
      const { status, text } = await client
        .post("/FHIR/R4/$process-message", body, headers)
        .catch(() => ({ status: 0, text: "" }));
      const referralId =
        status === 200 ? /"resourceType":"ServiceRequest","id":"([0-9a-f-]{36})"/.exec(text)?.[1] : undefined;
      return referralId === undefined ? { status } : { status, referralId };
    },
    lookUp: async () => new Map(),
    close: async () => client.close(),
  };
}

/** As a sending system on its feed topic. */
export async function submitOverKafka(target: SubmitTarget): Promise<SubmitWay> {
  const kafka = new Kafka({
    clientId: "load-sender",
    brokers: (target.kafkaBrokers ?? "").split(","),
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return {
    send: async (referral) => {
      await producer.send({
        topic: `${feedTopic(referral.feed)}${target.topicSuffix ?? ""}`,
        acks: -1,
        messages: [toKafkaMessage(referral)],
      });
      return { status: "sent" };
    },
    lookUp: async (requestIds) =>
      target.databaseUrl === undefined
        ? new Map(requestIds.map((id) => [id, id]))
        : lookUpReferrals(target.databaseUrl, requestIds),
    close: () => producer.disconnect(),
  };
}

/** Keyed by the hashed case id, as senders are asked to. */
export function toKafkaMessage(referral: MadeReferral): { key: string; value: string; headers: IHeaders } {
  return {
    key: createHash("sha256").update(referral.caseId).digest("hex").slice(0, 32),
    value: referral.body,
    headers: {
      ...cloudEventHeaders({
        id: referral.requestId,
        type: `feed.${referral.feed}.v1`,
        source: "load",
        time: new Date().toISOString(),
      }),
    },
  };
}

async function lookUpReferrals(
  databaseUrl: string,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ request_id: string; referral_id: string }>(
      "select request_id, referral_id from intake.submissions where request_id = any($1)",
      [requestIds],
    );
    return new Map(rows.map((row) => [row.request_id, row.referral_id]));
  } finally {
    await client.end();
  }
}
