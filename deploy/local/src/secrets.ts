// The secrets of one local instance. In: its folder. Out: keys, made the first time and read again afterwards, in a file that
// only this user can read. For local mode only: elsewhere they come from the operator.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateInternalKeys } from "@ucrt/service";
import { z } from "zod";
import type { LocalSecrets } from "./services.ts";

const secretsFile = z.object({
  internalTokenPrivateKey: z.string(),
  internalTokenPublicKey: z.string(),
  accessNotesKey: z.string(),
  lookupKey: z.string(),
});

/** Reads the instance's secrets, making them when there are none. */
export async function localSecrets(folder: string): Promise<LocalSecrets> {
  const file = join(folder, "secrets.json");
  if (existsSync(file)) return secretsFile.parse(JSON.parse(readFileSync(file, "utf8")));
  const internal = await generateInternalKeys();
  const secrets: LocalSecrets = {
    internalTokenPrivateKey: internal.privateKey,
    internalTokenPublicKey: internal.publicKey,
    accessNotesKey: randomBytes(32).toString("base64"),
    lookupKey: randomBytes(32).toString("base64"),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
