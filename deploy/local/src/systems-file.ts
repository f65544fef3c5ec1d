// The list of sending systems of a local instance: who may submit over HTTP as a machine. In: a folder, the instance's secrets. Out: systems.yaml,
// written anew at each start with the simulated ambulance service; `web` follows a change of it while it runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SystemsFile } from "@ucrt/web/src/machine-sign-in/systems-file.ts";
import { stringify } from "yaml";
import type { LocalSecrets } from "./services.ts";
import { ambulanceOrganisation, ownClientId } from "./simulated-999/who-talks.ts";

const about = `# Which systems may send over HTTP, with the public keys that prove them. Written anew at each start.
# Change it while the product runs, and it holds within five seconds.
`;

export function systemsFileIn(folder: string): string {
  return join(folder, "systems.yaml");
}

export function writeSystemsFile({
  folder,
  secrets,
  nowMs,
}: {
  readonly folder: string;
  readonly secrets: LocalSecrets;
  readonly nowMs: number;
}): void {
  type Key = SystemsFile["systems"][number]["jwks"]["keys"][number];
  const key = JSON.parse(Buffer.from(secrets.ambulanceSystemPublicKey, "base64").toString("utf8")) as Key;
  const list: SystemsFile = {
    version: new Date(nowMs).toISOString().slice(0, 10),
    systems: [
      {
        clientId: ownClientId,
        id: "system-simulated-999",
        name: ambulanceOrganisation.name,
        organisation: ambulanceOrganisation.ods,
        feeds: ["ambulance"],
        jwks: { keys: [key] },
      },
    ],
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(systemsFileIn(folder), `${about}${stringify(list)}`);
}
