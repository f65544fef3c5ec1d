// The secrets of one local instance. In: its folder. Out: keys, made the first time and read again afterwards, in a file that
// only this user can read. For local mode only: elsewhere they come from the operator.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateInternalKeys } from "@ucrt/service";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import { z } from "zod";
import type { LocalSecrets } from "./services.ts";

const secretsFile = z.object({
  internalTokenPrivateKey: z.string(),
  internalTokenPublicKey: z.string(),
  accessNotesKey: z.string(),
  lookupKey: z.string(),
  barsSigningKey: z.string(),
  barsPublicKey: z.string(),
  ambulanceSystemKey: z.string(),
  ambulanceSystemPublicKey: z.string(),
  kafkaSecret: z.string(),
  signInClientSecret: z.string(),
});

/** Reads the instance's secrets, making those that are not there yet. */
export async function localSecrets(folder: string): Promise<LocalSecrets> {
  const file = join(folder, "secrets.json");
  const known = existsSync(file) ? secretsFile.partial().parse(JSON.parse(readFileSync(file, "utf8"))) : {};
  const complete = secretsFile.safeParse(known);
  if (complete.success) return complete.data;
  const internal = await generateInternalKeys();
  const bars = await generateKeys("RS512");
  const ambulanceSystem = await generateKeys("ES384");
  const made: LocalSecrets = {
    internalTokenPrivateKey: internal.privateKey,
    internalTokenPublicKey: internal.publicKey,
    accessNotesKey: randomBytes(32).toString("base64"),
    lookupKey: randomBytes(32).toString("base64"),
    barsSigningKey: bars.privateKey,
    barsPublicKey: bars.publicKey,
    ambulanceSystemKey: ambulanceSystem.privateKey,
    ambulanceSystemPublicKey: ambulanceSystem.publicKey,
    kafkaSecret: randomBytes(32).toString("base64url"),
    signInClientSecret: randomBytes(32).toString("base64url"),
  };
  // What is kept wins: sealed notes of an earlier run have to open again.
  const secrets = secretsFile.parse({ ...made, ...known });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

/** A key pair for the signed assertions with which a token endpoint is asked, as base64 JWKs; RSA with 3,072 bits. */
async function generateKeys(
  alg: "RS512" | "ES384",
): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const pair = await generateKeyPair(alg, { modulusLength: 3_072, extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  const about = { alg, use: "sig", kid: await calculateJwkThumbprint(publicJwk) };
  const inBase64 = (jwk: JWK): string => Buffer.from(JSON.stringify({ ...jwk, ...about })).toString("base64");
  return { privateKey: inBase64(await exportJWK(pair.privateKey)), publicKey: inBase64(publicJwk) };
}
