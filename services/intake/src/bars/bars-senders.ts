/**
 * The systems that may send BaRS messages and are answered: an allow-list from the configuration, never from a message.
 * In: `BARS_SENDERS`, JSON text. Out: senders by ODS code of their organisation. Addresses are https; http only to this machine, for local mode and tests.
 */
import { z } from "zod";
import { odsCode } from "@ucrt/schemas";

const address = z
  .url()
  .refine((text) => {
    const { protocol, hostname } = new URL(text);
    return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname));
  }, "must be https, or http on this machine")
  // A path is put behind it, and `fetch` takes no user name: either would fail only when the first answer is owed.
  .refine((text) => {
    const { username, password, search, hash } = new URL(text);
    return `${username}${password}${search}${hash}` === "";
  }, "must have no user name, query or fragment")
  .transform((text) => text.replace(/\/+$/, ""));

export const barsSender = z.strictObject({
  organisation: odsCode,
  /** As staff read it: who was told. */
  name: z.string().min(1).max(120),
  /** Base address of its FHIR API: `$process-message` is below it. */
  endpoint: address,
  /** Its own service, for `NHSD-Target-Identifier` of answers. */
  serviceId: z.strictObject({ system: z.string().min(1), value: z.string().min(1) }),
  /** Where an access token is had, with a signed JWT as the client's proof (RFC 7523). */
  token: z.strictObject({ url: address, clientId: z.string().min(1) }),
  /** It alerts its own staff of a rejection, as the standard asks of it: a delivered hand-back then counts as acknowledged. */
  alertsStaffAutomatically: z.boolean().default(false),
});
export type BarsSender = z.output<typeof barsSender>;
export type BarsSenders = ReadonlyMap<string, BarsSender>;

/** Reads the list; an organisation may stand in it once. */
export const barsSendersText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "it is not JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.array(barsSender))
  .transform((list, context): BarsSenders => {
    const senders = new Map(list.map((sender) => [sender.organisation, sender]));
    if (senders.size < list.length) context.addIssue({ code: "custom", message: "an organisation stands in it twice" });
    return senders;
  });
