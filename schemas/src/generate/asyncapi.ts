/**
 * The Kafka contract as AsyncAPI 3.0: one channel for each topic, its key, its messages, who sends and who receives.
 */
import type { z } from "zod";
import * as contracts from "../index.ts";
import { embed } from "./json-schemas.ts";

interface Channel {
  readonly topic: string;
  readonly key: string;
  readonly text: string;
  readonly message: string;
  readonly schema: z.ZodType;
  readonly sends: readonly string[];
  readonly receives: readonly string[];
}

const feedSchemas = {
  ambulance: contracts.ambulanceMessage,
  hospital: contracts.hospitalMessage,
  "primary-care": contracts.primaryCareMessage,
  community: contracts.communityMessage,
} as const;

const channels: readonly Channel[] = [
  ...contracts.feed.options.map((feed): Channel => ({
    topic: contracts.feedTopic(feed),
    key: "sender's case id, hashed",
    text: `Referrals, amendments, withdrawals and acknowledgements of ${feed} senders.`,
    message: `${feed}-feed-message`,
    schema: feedSchemas[feed],
    sends: ["senders"],
    receives: ["intake"],
  })),
  {
    topic: contracts.SUBMITTED_TOPIC,
    key: "referral id",
    text: "Stored and normalised. The only topic with identity; read by queue alone.",
    message: "submitted",
    schema: contracts.submitted,
    sends: ["intake"],
    receives: ["queue"],
  },
  {
    topic: contracts.ADVICE_TOPIC,
    key: "referral id",
    text: "Advice of the criteria and of routing.",
    message: "advice",
    schema: contracts.advice,
    sends: ["eligibility", "routing"],
    receives: ["queue"],
  },
  {
    topic: contracts.FACTS_TOPIC,
    key: "referral id",
    text: "Everything that happened, without identity, in a hash chain.",
    message: "fact",
    schema: contracts.fact,
    sends: ["queue"],
    receives: ["eligibility", "routing", "intake", "metrics"],
  },
  {
    topic: contracts.BOARD_TOPIC,
    key: "referral id, or beat, feed, parked",
    text: "The board as it is now (compacted).",
    message: "board-record",
    schema: contracts.boardRecord,
    sends: ["queue"],
    receives: ["live"],
  },
  {
    topic: contracts.TEAM_STATE_TOPIC,
    key: "team id",
    text: "Teams as they are now (compacted).",
    message: "team-state",
    schema: contracts.teamState,
    sends: ["queue"],
    receives: ["routing", "eligibility"],
  },
  ...contracts.feed.options.map((feed): Channel => ({
    topic: contracts.feedbackTopic(feed),
    key: "referral id",
    text: `Answers to ${feed} senders.`,
    message: "feedback",
    schema: contracts.feedback,
    sends: ["intake"],
    receives: ["senders"],
  })),
  {
    topic: contracts.PARKED_TOPIC,
    key: "origin",
    text: "Messages nobody could read or handle, with their bytes.",
    message: "parked-message",
    schema: contracts.parkedMessage,
    sends: ["all services"],
    receives: ["queue"],
  },
  {
    topic: contracts.OPERATIONS_TOPIC,
    key: "what is switched",
    text: "What operators have switched, as it is now (compacted).",
    message: "operations",
    schema: contracts.operations,
    sends: ["queue"],
    receives: ["intake"],
  },
];

const id = (topic: string): string =>
  topic.replaceAll(/[^A-Za-z0-9]+(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** CloudEvents 1.0 binary mode headers, on every message the services send. */
const headers = {
  type: "object",
  required: ["ce_id", "ce_type", "ce_source", "ce_specversion", "ce_time", "content-type"],
  properties: {
    ce_id: { type: "string" },
    ce_type: { type: "string" },
    ce_source: { type: "string" },
    ce_specversion: { const: "1.0" },
    ce_time: { type: "string", format: "date-time" },
    "content-type": { const: "application/json" },
    traceparent: { type: "string" },
    hash: { type: "string", description: "On facts: SHA-256 of the chain at this fact, hex." },
    "replay-for": { type: "string", description: "Only this service handles the message; others skip it." },
    "replay-of": { type: "string", description: "The parked message that is sent again." },
  },
};

/** The whole document, as an object in a stable order. */
export function asyncapi(): Record<string, unknown> {
  const definitions = new Map(contracts.topics.map((topic) => [topic.name, topic]));
  const operations: Record<string, unknown> = {};
  const channelObjects: Record<string, unknown> = {};
  const messages: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = {};
  for (const channel of channels) {
    const definition = definitions.get(channel.topic);
    if (definition === undefined) throw new Error(`${channel.topic} is not in the topic table`);
    channelObjects[id(channel.topic)] = {
      address: channel.topic,
      description: `${channel.text} Key: ${channel.key}.`,
      messages: { [channel.message]: { $ref: `#/components/messages/${channel.message}` } },
      bindings: {
        kafka: {
          topic: channel.topic,
          partitions: definition.partitions,
          topicConfiguration: bindingOf(definition.config),
          bindingVersion: "0.5.0",
        },
      },
    };
    messages[channel.message] ??= {
      name: channel.message,
      contentType: "application/json",
      headers,
      payload: embed(channel.schema, schemas),
    };
    for (const service of channel.sends)
      operations[`${id(service.replaceAll(" ", "-"))}Sends${capital(id(channel.topic))}`] = {
        action: "send",
        channel: { $ref: `#/channels/${id(channel.topic)}` },
        summary: `${service} → ${channel.topic}`,
      };
    for (const service of channel.receives)
      operations[`${id(service)}Receives${capital(id(channel.topic))}`] = {
        action: "receive",
        channel: { $ref: `#/channels/${id(channel.topic)}` },
        summary: `${channel.topic} → ${service}`,
      };
  }
  return {
    asyncapi: "3.0.0",
    info: { title: "UCRT referral router", version: "1.0.0" },
    defaultContentType: "application/json",
    channels: channelObjects,
    operations,
    components: { messages, schemas },
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function bindingOf(config: Readonly<Record<string, string>>): Record<string, unknown> {
  return {
    ...(config["cleanup.policy"] === undefined ? {} : { "cleanup.policy": [config["cleanup.policy"]] }),
    ...(config["retention.ms"] === undefined ? {} : { "retention.ms": Number(config["retention.ms"]) }),
    ...(config["max.message.bytes"] === undefined ? {} : { "max.message.bytes": Number(config["max.message.bytes"]) }),
  };
}
