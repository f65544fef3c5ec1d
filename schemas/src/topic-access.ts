/**
 * Who may read and write which topic: one principal for each service, and for each feed one that writes and one that reads its answers.
 * A broker's access rules are made from this table and from nothing else; what is not in it is refused.
 */
import { feed, type Feed } from "./codes.ts";
import {
  ADVICE_TOPIC,
  BOARD_TOPIC,
  FACTS_TOPIC,
  feedbackTopic,
  feedTopic,
  OPERATIONS_TOPIC,
  PARKED_TOPIC,
  SUBMITTED_TOPIC,
  TEAM_STATE_TOPIC,
} from "./topics.ts";

export interface TopicAccess {
  /** Name of the principal. */
  readonly principal: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Its consumer groups begin with this; none for who reads nothing. */
  readonly groupPrefix?: string;
}

/** Who sends a feed: writes its own topic, reads nothing. */
export const feedWriter = (name: Feed): string => `feed-${name}`;
/** Who reads the answers to a feed, and nothing else. */
export const feedbackReader = (name: Feed): string => `answers-${name}`;

const feedTopics = feed.options.map(feedTopic);
const feedbackTopics = feed.options.map(feedbackTopic);

const services: readonly TopicAccess[] = [
  {
    principal: "intake",
    reads: [...feedTopics, FACTS_TOPIC, OPERATIONS_TOPIC],
    writes: [SUBMITTED_TOPIC, ...feedbackTopics, PARKED_TOPIC],
  },
  { principal: "eligibility", reads: [FACTS_TOPIC, TEAM_STATE_TOPIC], writes: [ADVICE_TOPIC, PARKED_TOPIC] },
  { principal: "routing", reads: [FACTS_TOPIC, TEAM_STATE_TOPIC], writes: [ADVICE_TOPIC, PARKED_TOPIC] },
  {
    principal: "queue",
    reads: [SUBMITTED_TOPIC, ADVICE_TOPIC, PARKED_TOPIC],
    // A parked message is sent once more to the topic it came from, so `queue` writes whatever a service may have parked.
    writes: [
      FACTS_TOPIC,
      BOARD_TOPIC,
      TEAM_STATE_TOPIC,
      OPERATIONS_TOPIC,
      PARKED_TOPIC,
      SUBMITTED_TOPIC,
      ADVICE_TOPIC,
      ...feedTopics,
    ],
  },
  { principal: "live", reads: [BOARD_TOPIC], writes: [] },
  { principal: "metrics", reads: [FACTS_TOPIC], writes: [PARKED_TOPIC] },
].map((access) => ({ ...access, groupPrefix: access.principal }));

/** Every principal but the broker's own administrator. */
export const topicAccess: readonly TopicAccess[] = [
  ...services,
  ...feed.options.flatMap((name): readonly TopicAccess[] => [
    { principal: feedWriter(name), reads: [], writes: [feedTopic(name)] },
    { principal: feedbackReader(name), reads: [feedbackTopic(name)], writes: [], groupPrefix: feedbackReader(name) },
  ]),
];
