// The seven services as a local run knows them: in which order they start, on which port, with which environment.
// In: addresses, keys and ports. Out: names and environments. Starts nothing.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { kafkaEnvironment, type KafkaSecurity } from "./kafka-users.ts";
import { signInEnvironment } from "./sign-in/sign-in-environment.ts";
import { ambulanceOrganisation, clientId, ownService, serviceIdSystem } from "./simulated-999/who-talks.ts";
import { systemsFileIn } from "./systems-file.ts";

/** In the order a referral meets them; they start together and the public face, `web`, stops first. */
export const serviceNames = ["intake", "eligibility", "routing", "queue", "live", "metrics", "web"] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Where each service listens unless `<NAME>_PORT` says otherwise. */
export const defaultPorts: Readonly<Record<ServiceName, number>> = {
  web: 7000,
  intake: 7001,
  eligibility: 7002,
  routing: 7003,
  queue: 7004,
  live: 7005,
  metrics: 7006,
};

/** The environment variable that moves a service to another port. */
export function portVariable(service: ServiceName): string {
  return `${service.toUpperCase()}_PORT`;
}

const withDatabase: ReadonlySet<ServiceName> = new Set(["intake", "queue", "metrics"]);
const withoutKafka: ReadonlySet<ServiceName> = new Set(["web"]);

/** Secrets of one local instance, made once and kept in its folder: sealed notes must open again after a restart. */
export interface LocalSecrets {
  readonly internalTokenPrivateKey: string;
  readonly internalTokenPublicKey: string;
  /** 32 bytes, base64. */
  readonly accessNotesKey: string;
  /** 32 bytes, base64. */
  readonly lookupKey: string;
  /** A private JWK, base64: signs what we show to the token endpoints of BaRS senders. */
  readonly barsSigningKey: string;
  readonly barsPublicKey: string;
  /** A private JWK, base64: with it the simulated ambulance service signs in. */
  readonly ambulanceSystemKey: string;
  readonly ambulanceSystemPublicKey: string;
  /** What passwords at the embedded broker are made from. */
  readonly kafkaSecret: string;
  /** What `web` shows to the local sign-in server. */
  readonly signInClientSecret: string;
}

export interface ServiceSurroundings {
  readonly folder: string;
  readonly area: string;
  readonly ports: Readonly<Record<ServiceName, number>>;
  readonly kafkaBrokers: string;
  /** How services sign in at the broker; undefined when it does not ask. */
  readonly kafkaSecurity?: KafkaSecurity;
  /** The product's own database, as a user who may make schemas and roles. */
  readonly databaseUrl: string;
  readonly topicSuffix: string;
  readonly secrets: LocalSecrets;
  /** Origin of the simulated ambulance service, when there is one to answer. */
  readonly ambulanceServiceUrl?: string;
  /** Origin of the local sign-in server, when there is one. */
  readonly signInIssuer?: string;
}

/** Everything a service is told; on top of the environment of whoever starts it. */
export function serviceEnvironment(
  service: ServiceName,
  around: ServiceSurroundings,
): Readonly<Record<string, string>> {
  return {
    MODE: "local",
    AREA: around.area,
    HOST: "127.0.0.1",
    PORT: String(around.ports[service]),
    INTERNAL_TOKEN_PUBLIC_KEY: around.secrets.internalTokenPublicKey,
    ...(withoutKafka.has(service)
      ? {}
      : { KAFKA_BROKERS: around.kafkaBrokers, ...kafkaEnvironment(around.kafkaSecurity, service) }),
    ...(around.topicSuffix === "" ? {} : { TOPIC_SUFFIX: around.topicSuffix }),
    ...(withDatabase.has(service)
      ? { DATABASE_URL: around.databaseUrl, DATABASE_ROLE_PASSWORD: rolePassword(service, around.databaseUrl) }
      : {}),
    ...(service === "intake"
      ? {
          BARS_SIGNING_KEY: around.secrets.barsSigningKey,
          BARS_BASE_URL: `${serviceUrl("web", around.ports)}/FHIR/R4`,
          BARS_SENDERS: JSON.stringify(barsSenders(around.ambulanceServiceUrl)),
        }
      : {}),
    ...(service === "queue"
      ? {
          ACCESS_NOTES_KEY: around.secrets.accessNotesKey,
          LOOKUP_KEY: around.secrets.lookupKey,
          ANCHOR_FILE: join(around.folder, "anchors.jsonl"),
        }
      : {}),
    ...(service === "web"
      ? {
          INTERNAL_TOKEN_PRIVATE_KEY: around.secrets.internalTokenPrivateKey,
          ...serviceUrls(around.ports),
          ...signInEnvironment(around),
          SYSTEMS_FILE: systemsFileIn(around.folder),
        }
      : {}),
    ...(service === "web" || service === "live" ? { ALLOWED_ORIGINS: allowedOrigins(around.ports.web) } : {}),
  };
}

/** Address of each service, `http://127.0.0.1:port`. */
export function serviceUrl(service: ServiceName, ports: Readonly<Record<ServiceName, number>>): string {
  return `http://127.0.0.1:${ports[service]}`;
}

/** How a browser on this machine may name the front door. */
export function ownOrigins(webPort: number): readonly string[] {
  return [`http://localhost:${webPort}`, `http://127.0.0.1:${webPort}`];
}

function serviceUrls(ports: Readonly<Record<ServiceName, number>>): Record<string, string> {
  return Object.fromEntries(
    serviceNames.filter((name) => name !== "web").map((name) => [`${name.toUpperCase()}_URL`, serviceUrl(name, ports)]),
  );
}

/** The ambulance service as `intake` knows it: where its answers go and how a token for that is asked for. */
function barsSenders(ambulanceServiceUrl: string | undefined): readonly object[] {
  if (ambulanceServiceUrl === undefined) return [];
  return [
    {
      organisation: ambulanceOrganisation.ods,
      name: ambulanceOrganisation.name,
      endpoint: `${ambulanceServiceUrl}/FHIR/R4`,
      serviceId: { system: serviceIdSystem, value: ownService },
      token: { url: `${ambulanceServiceUrl}/oauth2/token`, clientId },
      alertsStaffAutomatically: true,
    },
  ];
}

function allowedOrigins(webPort: number): string {
  return ownOrigins(webPort).join(",");
}

/** A role belongs to the whole server, so every instance on that server has to name the same password for it. */
function rolePassword(service: ServiceName, databaseUrl: string): string {
  const server = new URL(databaseUrl);
  return createHash("sha256")
    .update(`${server.username}:${server.password}@${server.host}/${service}`)
    .digest("hex")
    .slice(0, 32);
}
