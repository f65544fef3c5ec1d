/** What `web` needs to know to start. It alone holds the private key of internal tokens. */
import { z } from "zod";
import { commonConfig, configFields } from "@ucrt/service";

const serviceUrl = (name: string, port: number) =>
  z
    .url({ protocol: /^https?$/ })
    .transform((text) => new URL(text).origin)
    .meta({ description: `address of the service ${name}`, example: `http://127.0.0.1:${port}` });

export const webConfig = commonConfig.extend({
  INTERNAL_TOKEN_PRIVATE_KEY: configFields.internalTokenPrivateKey,
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
  ALLOWED_ORIGINS: z
    .string()
    .regex(/^https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*$/)
    .transform((text) => text.split(","))
    .meta({ description: "origins of our own pages, separated by commas", example: "http://localhost:7000" }),
});
export type WebConfig = z.output<typeof webConfig>;
