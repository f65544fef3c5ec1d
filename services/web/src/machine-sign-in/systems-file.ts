/**
 * The form of the file that says which sending systems may submit over HTTP: dated, versioned, kept by whoever answers for access.
 * In: YAML text. Out: systems by client id, with the public keys that prove them, or every problem in words. What a system may do comes from here
 * alone. A private key in it is refused: such a file was sent by mistake, and the key has to be replaced.
 */
import { feed, principal, type Principal } from "@ucrt/schemas";
import { importJWK, type CryptoKey, type JWK } from "jose";
import { parse } from "yaml";
import { z } from "zod";

/** What systems may sign with: asymmetric, as the NHS asks (RS512) or stronger of its kind. Never `none`, never a shared secret. */
export const algorithms = ["RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"] as const;
const fewestRsaBits = 2_048;
const privateParts = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

const key = z
  .looseObject({
    kty: z.enum(["RSA", "EC"]),
    kid: z.string().min(1).max(200),
    alg: z.enum(algorithms),
    use: z.literal("sig").optional(),
    n: z.string().optional(),
  })
  .superRefine((jwk, context) => {
    if (privateParts.some((part) => jwk[part] !== undefined))
      context.addIssue({ code: "custom", message: "is a private key: replace it, and give the public half" });
    if (jwk.n !== undefined && Buffer.from(jwk.n, "base64url").length * 8 < fewestRsaBits)
      context.addIssue({ code: "custom", message: `has fewer than ${fewestRsaBits} bits` });
  });

const system = z.strictObject({
  /** What the system calls itself: `iss` and `sub` of its assertions. */
  clientId: z.string().regex(/^[\w.:-]{1,100}$/),
  /** What records name this system by; stays the same over client ids and keys. */
  id: principal.shape.subject,
  name: principal.shape.name,
  organisation: principal.shape.organisation,
  feeds: z.array(feed).min(1),
  /** A key set (RFC 7517) of public keys; two while one is being replaced. */
  jwks: z.strictObject({ keys: z.array(key).min(1).max(5) }),
  /** Nobody here from now on. @default false */
  isDisabled: z.boolean().optional(),
});

export const systemsFile = z
  .strictObject({
    /** The day of the change, and a number when there are several: log lines say which list was in force. */
    version: z.string().regex(/^\d{4}-\d{2}-\d{2}(\.\d{1,3})?$/, "is written like 2026-11-25 or 2026-11-25.2"),
    systems: z.array(system).max(500),
  })
  .superRefine(({ systems }, context) => {
    const [clientIds, kids] = [new Set<string>(), new Set<string>()];
    for (const [index, each] of systems.entries()) {
      const keyIds = each.jwks.keys.map(({ kid }) => kid);
      if (clientIds.has(each.clientId) || new Set(keyIds).size < keyIds.length || keyIds.some((kid) => kids.has(kid)))
        context.addIssue({ code: "custom", path: ["systems", index], message: "has a clientId or a kid used before" });
      clientIds.add(each.clientId);
      for (const kid of keyIds) kids.add(kid);
    }
  });
export type SystemsFile = z.output<typeof systemsFile>;

/** A system that may ask for tokens. */
export interface SendingSystem {
  readonly clientId: string;
  readonly principal: Principal;
  /** By `kid`. */
  readonly keys: ReadonlyMap<string, { readonly algorithm: string; readonly key: () => Promise<CryptoKey> }>;
}

export interface SystemsList {
  readonly version: string;
  readonly byClientId: ReadonlyMap<string, SendingSystem>;
}

/** Thrown with a sentence that names the places. */
export class WrongSystemsFile extends Error {
  override readonly name = "WrongSystemsFile";
}

/** Reads the list. Throws `WrongSystemsFile`. */
export function readSystems(text: string): SystemsList {
  const read = systemsFile.safeParse(parseYaml(text));
  if (!read.success) {
    const places = read.error.issues.slice(0, 10).map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new WrongSystemsFile(`The list of sending systems cannot be used. ${places.join("; ")}`);
  }
  const { version, systems } = read.data;
  return {
    version,
    byClientId: new Map(
      systems
        .filter(({ isDisabled }) => isDisabled !== true)
        .map(({ clientId, id, name, organisation, feeds, jwks }) => [
          clientId,
          {
            clientId,
            principal: principal.parse({ subject: id, name, role: "feed", organisation, feeds }),
            keys: new Map(jwks.keys.map((jwk) => [jwk.kid, { algorithm: jwk.alg, key: importOnce(jwk) }])),
          },
        ]),
    ),
  };
}

/** Imported at its first use. Throws for a key that is none, or does not fit its algorithm. */
function importOnce({ alg, ...jwk }: z.output<typeof key>): () => Promise<CryptoKey> {
  let imported: Promise<CryptoKey> | undefined;
  return () => (imported ??= importJWK(jwk as JWK, alg) as Promise<CryptoKey>);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // No cause: parsers quote what they read, and somebody may have put a private key into it.
    throw new WrongSystemsFile("The list of sending systems is not YAML.");
  }
}
