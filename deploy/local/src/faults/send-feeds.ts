// The feeds' senders under faults. In: a sending. Out: attempts on a feed topic or at the front door, until it is known to be in; lines of the history.
// One producer for each feed, as real systems have one of their own; answers are read as a sender reads them.
import { createHash } from "node:crypto";
import { cloudEventHeaders, type KafkaClient } from "@ucrt/kafka";
import { feed as feeds, feedTopic, feedWriter, type Feed } from "@ucrt/schemas";
import { communityReferrer, crew, hospitalReferrer, practiceReferrer } from "../simulation/cast.ts";
import type { Identity } from "../simulation/person-at-work.ts";
import type { HistoryWriter } from "./history.ts";
import { signedIn } from "./signed-in.ts";
import { digestOf, type Sending } from "./sendings.ts";
import { outcomeOf, tryUntilKnown, type Outcome, type Patience } from "./try-until-known.ts";

export interface FeedSenders {
  send(sending: Sending, patience?: Patience): Promise<Outcome>;
  stop(): Promise<void>;
}

const people: Readonly<Record<Feed, Identity>> = {
  ambulance: { ...crew, subject: "faults:crew" },
  hospital: { ...hospitalReferrer, subject: "faults:hospital" },
  "primary-care": { ...practiceReferrer, subject: "faults:practice" },
  community: { ...communityReferrer, subject: "faults:community" },
};
const answerTimeoutMs = 20_000;
type Producer = ReturnType<KafkaClient["kafka"]["producer"]>;

export function feedSenders(options: {
  readonly webUrl: string;
  /** Kafka as the writer of one feed. */
  readonly kafkaAs: (user: string) => KafkaClient;
  readonly history: HistoryWriter;
}): FeedSenders {
  const { webUrl, kafkaAs, history } = options;
  const tokens = new Map(feeds.options.map((feed) => [feed, signedIn(webUrl, people[feed])]));
  const producers = new Map<Feed, { readonly producer: Producer; readonly topic: string }>();

  /** kafkajs itself: a sender must know where its message came to lie, which the product's own producer has no use for. */
  const producerOf = async (feed: Feed) => {
    const known = producers.get(feed);
    if (known !== undefined) return known;
    const { kafka, physical } = kafkaAs(feedWriter(feed));
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 },
    });
    await producer.connect();
    const made = { producer, topic: physical(feedTopic(feed)) };
    producers.set(feed, made);
    return made;
  };

  const overKafka = async ({ feed, id, caseId, body }: Sending): Promise<Outcome> => {
    const { producer, topic } = await producerOf(feed);
    const [stored] = await producer.send({
      topic,
      acks: -1,
      messages: [
        {
          // A case id may lead to a person in the sender's own system, and keys are not the place for that.
          key: createHash("sha256").update(caseId).digest("hex").slice(0, 32),
          value: body,
          headers: {
            ...cloudEventHeaders({
              id,
              type: `feed.${feed}.v1`,
              source: people[feed].organisation,
              time: new Date().toISOString(),
            }),
          },
        },
      ],
    });
    return { type: "ok", value: { topic: feedTopic(feed), partition: stored?.partition, offset: stored?.baseOffset } };
  };

  const overHttp = async ({ feed, id, path, body }: Sending): Promise<Outcome> => {
    const response = await fetch(`${webUrl}${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${(await tokens.get(feed)?.()) ?? ""}`,
        "content-type": "application/json",
        "x-request-id": id,
      },
      body: new Uint8Array(body ?? Buffer.alloc(0)),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const { referralId, code, isAmendment } = (await response.json()) as Record<string, unknown>;
    return outcomeOf(response.status, { referralId, code, isAmendment });
  };

  return {
    send: (sending, patience) =>
      tryUntilKnown(
        history,
        {
          op: sending.op,
          id: sending.id,
          value: {
            feed: sending.feed,
            way: sending.way,
            organisation: sending.organisation,
            caseId: sending.caseId,
            digest: digestOf(sending.body),
            ...(sending.canaries === undefined ? {} : { canaries: sending.canaries }),
            ...(sending.poison === undefined ? {} : { poison: sending.poison }),
          },
          attempt: () => (sending.way === "HTTP" ? overHttp(sending) : overKafka(sending)),
        },
        patience,
      ),
    stop: async () => {
      await Promise.allSettled([...producers.values()].map(({ producer }) => producer.disconnect()));
    },
  };
}
