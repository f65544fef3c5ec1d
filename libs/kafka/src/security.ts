/**
 * Who a process is to the broker, and which rules the broker holds. In: what the environment says; the table of who may read and write.
 * Out: the part of `createKafka` that signs in; access rules on the broker. A password is never logged.
 */
// Node finds only some of the names that this CommonJS package exports; the others are behind its default.
import kafkajs from "kafkajs";
import type { AclEntry } from "kafkajs";
import type { KafkaClient, KafkaOptions } from "./client.ts";

export const saslMechanisms = ["scram-sha-512", "scram-sha-256", "plain"] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

/** As the environment of a service names them. */
export interface KafkaSettings {
  readonly KAFKA_USERNAME?: string | undefined;
  readonly KAFKA_PASSWORD?: string | undefined;
  readonly KAFKA_SASL_MECHANISM?: SaslMechanism | undefined;
  readonly KAFKA_TLS?: "on" | "off" | undefined;
}

/** Spread into `createKafka`. Without a name the client is nobody in particular, as a broker without security wants it. */
export function kafkaSecurity(settings: KafkaSettings): Pick<KafkaOptions, "ssl" | "sasl"> {
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password, KAFKA_SASL_MECHANISM: mechanism } = settings;
  return {
    // The certificate is checked against the authorities Node knows; NODE_EXTRA_CA_CERTS adds one.
    ...(settings.KAFKA_TLS === "on" ? { ssl: true } : {}),
    ...(username === undefined || password === undefined
      ? {}
      : { sasl: saslOf({ username, password, mechanism: mechanism ?? "scram-sha-512" }) }),
  };
}

/** kafkajs tells the mechanisms apart by their type. */
function saslOf({
  mechanism,
  ...who
}: {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}): NonNullable<KafkaOptions["sasl"]> {
  switch (mechanism) {
    case "plain":
      return { mechanism, ...who };
    case "scram-sha-256":
      return { mechanism, ...who };
    case "scram-sha-512":
      return { mechanism, ...who };
  }
}

export interface Access {
  readonly principal: string;
  /** Logical names of topics. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly groupPrefix?: string;
}

/** Lets each principal read and write what the table says, from anywhere. Adds only: a rule that is taken out of the table is taken from the broker by hand. */
export async function grantAccess(client: KafkaClient, table: readonly Access[]): Promise<void> {
  const { AclResourceTypes, AclOperationTypes, AclPermissionTypes, ResourcePatternTypes } = kafkajs;
  const rule = (
    principal: string,
    operation: number,
    resource: Omit<AclEntry, "principal" | "host" | "operation" | "permissionType">,
  ): AclEntry => ({
    ...resource,
    principal: `User:${principal}`,
    host: "*",
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  });
  const topic = (name: string) => ({
    resourceType: AclResourceTypes.TOPIC,
    resourceName: client.physical(name),
    resourcePatternType: ResourcePatternTypes.LITERAL,
  });
  const acl = table.flatMap(({ principal, reads, writes, groupPrefix }) => [
    // Either brings the right to look the topic up.
    ...reads.map((name) => rule(principal, AclOperationTypes.READ, topic(name))),
    ...writes.map((name) => rule(principal, AclOperationTypes.WRITE, topic(name))),
    ...(groupPrefix === undefined
      ? []
      : [
          rule(principal, AclOperationTypes.READ, {
            resourceType: AclResourceTypes.GROUP,
            resourceName: groupPrefix,
            resourcePatternType: ResourcePatternTypes.PREFIXED,
          }),
        ]),
  ]);
  const admin = client.kafka.admin();
  await admin.connect();
  try {
    await admin.createAcls({ acl });
  } finally {
    await admin.disconnect();
  }
}
