// The sending systems of a synthetic day: CAD, hospital, practice and community systems over Kafka, crews and staff over HTTP.
// In: a referral. Out: a message on its feed topic, or a POST as the person who would send it. CAD also confirms a take when we ask for one.
import { createHash } from "node:crypto";
import { cloudEventHeaders, createProducer, startCompactedReader, type KafkaClient, type Producer } from "@ucrt/kafka";
import { feed, feedback, feedbackReader, feedbackTopic, feedTopic, feedWriter, type Feed } from "@ucrt/schemas";
import { communityReferrer, crew, hospitalReferrer, practiceReferrer } from "./cast.ts";
import { personAtWork, type Answer, type PersonAtWork } from "./person-at-work.ts";
import type { SyntheticReferral } from "./synthetic-referral.ts";

export interface Senders {
  readonly crew: PersonAtWork;
  overKafka(referral: SyntheticReferral): Promise<void>;
  overHttp(referral: SyntheticReferral): Promise<Answer>;
  /** The referral id that the receipt on the feedback topic named; undefined before it came. */
  referralIdOf(caseId: string): string | undefined;
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
  /** Kafka as one of the names of `topicAccess`: each feed is sent by its own, and its answers are read by another. */
  readonly kafkaAs: (user: string) => KafkaClient;
  readonly say: (line: string) => void;
}): Senders {
  const { webUrl, kafkaAs, say } = options;
  const producers: Readonly<Record<Feed, Producer>> = {
    ambulance: createProducer(kafkaAs(feedWriter("ambulance"))),
    hospital: createProducer(kafkaAs(feedWriter("hospital"))),
    "primary-care": createProducer(kafkaAs(feedWriter("primary-care"))),
    community: createProducer(kafkaAs(feedWriter("community"))),
  };
  const people: Readonly<Record<Feed, PersonAtWork>> = {
    ambulance: personAtWork(webUrl, crew),
    hospital: personAtWork(webUrl, hospitalReferrer),
    "primary-care": personAtWork(webUrl, practiceReferrer),
    community: personAtWork(webUrl, communityReferrer),
  };
  const stackCases = new Map<string, SyntheticReferral>();
  const referralIds = new Map<string, string>();

  const send = (to: Feed, caseId: string, requestId: string, message: unknown): Promise<void> =>
    producers[to].send([
      {
        topic: feedTopic(to),
        // A case id may lead to a person in the sender's own system, and keys are not the place for that.
        key: createHash("sha256").update(caseId).digest("hex").slice(0, 32),
        value: JSON.stringify(message),
        headers: cloudEventHeaders({
          id: requestId,
          type: `feed.${to}.v1`,
          source: organisations[to],
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

  const answers = feed.options.map((name) =>
    startCompactedReader({
      client: kafkaAs(feedbackReader(name)),
      name: feedbackReader(name),
      topic: feedbackTopic(name),
      onRecord: async (message) => {
        const answer = feedback.parse(JSON.parse(message.valueBytes.toString("utf8")));
        if (answer.caseId === null) return;
        if (answer.type === "received" && answer.referralId !== null) referralIds.set(answer.caseId, answer.referralId);
        if (answer.type === "take-requested") await confirmTake(answer.caseId);
      },
      onUnreadable: (_message, error) =>
        say(`a sender could not read its answer: ${error instanceof Error ? error.name : "error"}`),
      onFatal: (error) => say(`a sender's reader stopped: ${error.message}`),
    }),
  );

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
    referralIdOf: (caseId) => referralIds.get(caseId),
    stop: async () => {
      await Promise.all(answers.map((reader) => reader.stop()));
      await Promise.all(Object.values(producers).map((producer) => producer.disconnect()));
    },
  };
}

function remember(cases: Map<string, SyntheticReferral>, referral: SyntheticReferral): void {
  cases.set(referral.caseId, referral);
  const [oldest] = cases.keys();
  if (cases.size > rememberedCases && oldest !== undefined) cases.delete(oldest);
}
