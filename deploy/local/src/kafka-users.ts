// Who is who at the embedded broker: one name for each service, two for each feed, one that administers. In: a secret of the instance. Out: names,
// passwords, and what a client or a service is told. The rules of the names are `topicAccess` of `schemas`; without a secret there is no security.
import { createHmac } from "node:crypto";
import { kafkaSecurity, saslMechanisms, type KafkaOptions, type SaslMechanism } from "@ucrt/kafka";
import { feed, feedbackReader, feedWriter, topicAccess } from "@ucrt/schemas";
import { z } from "zod";

/** Makes topics and rules, and looks at everything: the broker itself, and commands of this folder. */
export const administrator = "admin";

export interface KafkaUser {
  readonly name: string;
  readonly password: string;
}

/** A broker that asks who is calling. */
export interface KafkaSecurity {
  readonly mechanism: SaslMechanism;
  readonly secret: string;
}

/** Everybody with a password at the broker. */
export function kafkaUsers(secret: string): readonly KafkaUser[] {
  return [administrator, ...topicAccess.map(({ principal }) => principal)].map((name) => ({
    name,
    password: passwordOf(secret, name),
  }));
}

/** The environment of a process that is `name` at the broker; nothing without security. */
export function kafkaEnvironment(security: KafkaSecurity | undefined, name: string): Readonly<Record<string, string>> {
  if (security === undefined) return {};
  return {
    KAFKA_USERNAME: name,
    KAFKA_PASSWORD: passwordOf(security.secret, name),
    KAFKA_SASL_MECHANISM: security.mechanism,
  };
}

/** The same for a client in this process: spread it into `createKafka`. */
export function kafkaSignIn(security: KafkaSecurity | undefined, name: string): Pick<KafkaOptions, "sasl"> {
  return kafkaSecurity(kafkaEnvironment(security, name));
}

/** The environment of the simulated senders: the names of the feeds and of nobody else. */
export function senderEnvironment(security: KafkaSecurity | undefined): Readonly<Record<string, string>> {
  if (security === undefined) return {};
  const names = feed.options.flatMap((one) => [feedWriter(one), feedbackReader(one)]);
  return {
    KAFKA_PASSWORDS: JSON.stringify(Object.fromEntries(names.map((name) => [name, passwordOf(security.secret, name)]))),
    KAFKA_SASL_MECHANISM: security.mechanism,
  };
}

const told = z.object({
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  KAFKA_PASSWORDS: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(saslMechanisms).optional(),
});

/** In a process that was told by `kafkaEnvironment`: how to sign in; nobody in particular where it was told nothing. */
export function ownSignIn(environment: NodeJS.ProcessEnv): Pick<KafkaOptions, "sasl"> {
  return kafkaSecurity(told.parse(environment));
}

/** In a process that was told by `senderEnvironment`: how to sign in as one of the senders. */
export function senderSignIn(environment: NodeJS.ProcessEnv): (name: string) => Pick<KafkaOptions, "sasl"> {
  const { KAFKA_PASSWORDS: passwords, KAFKA_SASL_MECHANISM: mechanism } = told.parse(environment);
  const known = z.record(z.string(), z.string()).parse(JSON.parse(passwords ?? "{}"));
  return (name) =>
    kafkaSecurity({ KAFKA_USERNAME: name, KAFKA_PASSWORD: known[name], KAFKA_SASL_MECHANISM: mechanism });
}

function passwordOf(secret: string, name: string): string {
  return createHmac("sha256", secret).update(name).digest("hex").slice(0, 40);
}
