// The sending systems of a synthetic day: CAD, hospital, practice and community systems over Kafka, crews and staff over HTTP.
// In: a referral. Out: a message on its feed topic, or a POST as the person who would send it. CAD also confirms a take when we ask for one.
import { createHash } from "node:crypto";
import { cloudEventHeaders, createProducer, startBatchConsumer, type KafkaClient } from "@ucrt/kafka";
import { feedback, feedbackTopic, feedTopic, type Feed } from "@ucrt/schemas";
import { communityReferrer, crew, hospitalReferrer, practiceReferrer } from "./cast.ts";
import { personAtWork, type Answer, type PersonAtWork } from "./person-at-work.ts";
import type { SyntheticReferral } from "./synthetic-referral.ts";

export interface Senders {
  readonly crew: PersonAtWork;
  overKafka(referral: SyntheticReferral): Promise<void>;
  overHttp(referral: SyntheticReferral): Promise<Answer>;
  stop(): Promise<void>;
}

const organisations: Readonly<Record<Feed, string>> = {
  ambulance: "RYC",
  hospital: "RAJ",
  "primary-care": "SYN101",
  community: "SYN901",
};
/** CAD remembers this many cases, to confirm a take with. */
const rememberedCases = 500;

export function senders(options: {
  readonly webUrl: string;
  readonly kafka: KafkaClient;
  readonly say: (line: string) => void;
}): Senders {
  const { webUrl, kafka, say } = options;
  const producer = createProducer(kafka);
  const people: Readonly<Record<Feed, PersonAtWork>> = {
    ambulance: personAtWork(webUrl, crew),
    hospital: personAtWork(webUrl, hospitalReferrer),
    "primary-care": personAtWork(webUrl, practiceReferrer),
    community: personAtWork(webUrl, communityReferrer),
  };
  const stackCases = new Map<string, SyntheticReferral>();

  const send = (feed: Feed, caseId: string, requestId: string, message: unknown): Promise<void> =>
    producer.send([
      {
        topic: feedTopic(feed),
        // A case id may lead to a person in the sender's own system, and keys are not the place for that.
        key: createHash("sha256").update(caseId).digest("hex").slice(0, 32),
        value: JSON.stringify(message),
        headers: cloudEventHeaders({
          id: requestId,
          type: `feed.${feed}.v1`,
          source: organisations[feed],
          time: new Date().toISOString(),
        }),
      },
    ]);

  const confirmTake = async (caseId: string): Promise<void> => {
    const known = stackCases.get(caseId);
    if (known === undefined) return;
    const requestId = `${known.requestId}-taken`;
    await send("ambulance", caseId, requestId, {
      ...known.message,
      kind: "amendment",
      transfer: "stack-push",
      requestId,
    });
    say(`999 confirms that UCRT takes a case from the stack`);
  };

  const answers = startBatchConsumer({
    client: kafka,
    groupId: "simulated-cad",
    serviceName: "simulated-cad",
    topics: [feedbackTopic("ambulance")],
    handleBatch: async (messages) => {
      for (const message of messages) {
        const read = feedback.safeParse(JSON.parse(message.valueBytes.toString("utf8")));
        if (read.success && read.data.type === "take-requested" && read.data.caseId !== null)
          await confirmTake(read.data.caseId);
      }
    },
    park: async (_message, reason) => say(`CAD could not read an answer: ${reason}`),
    onFatal: (error) => say(`CAD's reader stopped: ${error.message}`),
  });

  return {
    crew: people.ambulance,
    overKafka: async (referral) => {
      const message = { ...referral.message, organisation: organisations[referral.feed] };
      await send(referral.feed, referral.caseId, referral.requestId, message);
      if (message["transfer" as keyof typeof message] === "stack-pull") remember(stackCases, { ...referral, message });
    },
    overHttp: (referral) =>
      people[referral.feed].post(
        `/api/feeds/${referral.feed}/referrals`,
        { ...referral.message, organisation: organisations[referral.feed], channel: "form" },
        referral.requestId,
      ),
    stop: async () => {
      await answers.stop();
      await producer.disconnect();
    },
  };
}

function remember(cases: Map<string, SyntheticReferral>, referral: SyntheticReferral): void {
  cases.set(referral.caseId, referral);
  const [oldest] = cases.keys();
  if (cases.size > rememberedCases && oldest !== undefined) cases.delete(oldest);
}
