// Asks the product's own verifier of the chains. In: the database, the file of anchors. Out: how many links it looked at and every fault it named.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "../paths.ts";
import type { Evidence } from "./evidence.ts";

const script = join(repositoryRoot, "services/queue/src/audit-verify.ts");

/** Undefined when it could not say anything. */
export function verifyAudit(databaseUrl: string, anchorFile: string): Promise<Evidence["audit"]> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [script], {
      cwd: repositoryRoot,
      env: { ...process.env, DATABASE_URL: databaseUrl, ANCHOR_FILE: anchorFile },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.once("error", () => done(undefined));
    child.once("close", () => {
      const [, links] = /(\d+) links/.exec(output) ?? [];
      const faults = output.split("\n").filter((line) => line.startsWith("BAD "));
      done(links === undefined ? undefined : { links: Number(links), faults });
    });
  });
}
