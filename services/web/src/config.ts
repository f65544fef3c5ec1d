/**
 * What `web` needs to know to start. It alone holds the private key of internal tokens.
 * Outside local mode nobody gets in but through an identity provider, so there every field about it has to be set.
 */
import { z } from "zod";
import { commonConfig, configFields, type Environment } from "@ucrt/service";

const serviceUrl = (name: string, port: number) =>
  z
    .url({ protocol: /^https?$/ })
    .transform((text) => new URL(text).origin)
    .meta({ description: `address of the service ${name}`, example: `http://127.0.0.1:${port}` });

const minutes = (unlessTold: number, description: string) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .default(unlessTold)
    .meta({ description, example: String(unlessTold) });

const issuer = z.url({ protocol: /^https?$/ }).meta({
  description: "address of the identity provider, exactly as it names itself in its tokens (iss)",
  example: "https://sign-in.example.nhs.uk/realms/ucrt",
});
const secureIssuer = z
  .url({ protocol: /^https$/ })
  .meta({ ...issuer.meta(), description: `${issuer.meta()?.description}; https outside local mode` });
const clientId = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: "what the identity provider calls this product", example: "ucrt-referral-router" });
const peopleFile = z.string().min(1).meta({
  description: "the list that says who somebody is: role, organisation, team, registration (docs/sign-in.md)",
  example: "/etc/ucrt/people.yaml",
});

const systemsFile = z.string().min(1).optional().meta({
  description: "the list of systems that send over HTTP, with their public keys (docs/sign-in.md); without it none may",
  example: "/etc/ucrt/systems.yaml",
});

const shared = commonConfig.extend({
  SYSTEMS_FILE: systemsFile,
  INTERNAL_TOKEN_PRIVATE_KEY: configFields.internalTokenPrivateKey,
  OIDC_CLIENT_SECRET: z.string().min(8).optional().meta({
    description: "how web proves to the identity provider who it is: a secret, or a key in OIDC_CLIENT_PRIVATE_KEY",
    example: "a long random text",
  }),
  OIDC_CLIENT_PRIVATE_KEY: z.string().min(20).optional().meta({
    description: "the same as a key (private_key_jwt): base64 of a private JWK that names its alg",
    example: "eyJrdHkiOiJSU0EiLC...",
  }),
  OIDC_SCOPES: z
    .string()
    .regex(/(?:^| )openid(?: |$)/)
    .default("openid")
    .meta({ description: "what is asked of the identity provider; openid is among it", example: "openid" }),
  OIDC_ACR_VALUES: z
    .string()
    .default("")
    .transform((text) => text.split(/\s+/).filter((value) => value !== ""))
    .meta({
      description: "levels of sign-in (acr) that are enough, separated by spaces; with none, any level is",
      example: "urn:example:aal2",
    }),
  OIDC_MANAGED_DEVICE_CLAIM: z
    .string()
    .regex(/^[^\s=]+=\S+$/)
    .transform((text) => {
      const at = text.indexOf("=");
      return { claim: text.slice(0, at), value: text.slice(at + 1) };
    })
    .optional()
    .meta({
      description: "the claim, and its value, by which the provider says that the trust manages the device",
      example: "managed_device=true",
    }),
  SESSION_IDLE_MINUTES: minutes(15, "a session that nobody used for this long is over"),
  SESSION_MANAGED_IDLE_MINUTES: minutes(12 * 60, "the same on a device that the trust manages: the length of a shift"),
  SESSION_LONGEST_MINUTES: minutes(12 * 60, "a session is over after this long, however much it is used"),
  DEVICE_KEEPS_HOURS: z.coerce.number().min(1).max(72).default(12).meta({
    description: "a browser forgets what it keeps sealed on its device (drafts, actions to be sent) after this long",
    example: "12",
  }),
  INTAKE_URL: serviceUrl("intake", 7001),
  ELIGIBILITY_URL: serviceUrl("eligibility", 7002),
  ROUTING_URL: serviceUrl("routing", 7003),
  QUEUE_URL: serviceUrl("queue", 7004),
  LIVE_URL: serviceUrl("live", 7005),
  METRICS_URL: serviceUrl("metrics", 7006),
  TUNNELS_AT_ONCE: z.coerce.number().int().min(1).default(5_000).meta({
    description: "live boards passed through at once; the next one is told to come back",
    example: "5000",
  }),
  ALLOWED_ORIGINS: configFields.allowedOrigins,
});

const missingProof = { path: ["OIDC_CLIENT_SECRET"], message: "neither it nor OIDC_CLIENT_PRIVATE_KEY is set" };

/** Local mode: the role picker is enough. Who names a provider names all of it. */
export const localConfig = shared
  .extend({ OIDC_ISSUER: issuer.optional(), OIDC_CLIENT_ID: clientId.optional(), PEOPLE_FILE: peopleFile.optional() })
  .superRefine((given, context) => {
    if (given.OIDC_ISSUER === undefined) return;
    for (const name of ["OIDC_CLIENT_ID", "PEOPLE_FILE"] as const)
      if (given[name] === undefined)
        context.addIssue({ code: "custom", path: [name], message: "not set, and OIDC_ISSUER is" });
    if (given.OIDC_CLIENT_SECRET === undefined && given.OIDC_CLIENT_PRIVATE_KEY === undefined)
      context.addIssue({ code: "custom", ...missingProof });
  });

/** Everywhere else. */
export const productionConfig = shared
  .extend({
    OIDC_ISSUER: secureIssuer,
    OIDC_CLIENT_ID: clientId,
    PEOPLE_FILE: peopleFile,
    ALLOWED_ORIGINS: configFields.secureOrigins,
  })
  .refine(
    (given) => given.OIDC_CLIENT_SECRET !== undefined || given.OIDC_CLIENT_PRIVATE_KEY !== undefined,
    // Asked whatever else is missing, so that one start names everything.
    { ...missingProof, when: () => true },
  );

/** The schema that holds for this environment. */
export function webConfigOf(environment: Environment): typeof localConfig | typeof productionConfig {
  return environment["MODE"]?.trim() === "production" ? productionConfig : localConfig;
}
export type WebConfig = z.output<typeof localConfig> | z.output<typeof productionConfig>;
