/**
 * Writes `schemas/generated/`: JSON Schemas, OpenAPI 3.1, AsyncAPI 3 and the contract hashes, all from the Zod contracts.
 * With `--check` it writes nothing and ends with 1 when a committed file differs.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { asyncapi } from "./generate/asyncapi.ts";
import { jsonSchemaFiles } from "./generate/json-schemas.ts";
import { openapi } from "./generate/openapi.ts";

const folder = fileURLToPath(new URL("../generated/", import.meta.url));

/** Path below `generated/` to text of every generated file. */
export function generatedFiles(): Map<string, string> {
  const files = jsonSchemaFiles();
  const hashes = [...files].map(
    ([path, text]) => [path, createHash("sha256").update(text).digest("hex").slice(0, 16)] as const,
  );
  files.set("openapi.json", `${JSON.stringify(openapi(), null, 2)}\n`);
  files.set("asyncapi.json", `${JSON.stringify(asyncapi(), null, 2)}\n`);
  files.set("contract-hashes.json", `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
  return files;
}

function check(): number {
  const wrong = [...generatedFiles()]
    .filter(([path, text]) => !existsSync(join(folder, path)) || readFileSync(join(folder, path), "utf8") !== text)
    .map(([path]) => path);
  if (wrong.length === 0) {
    console.log("contracts: the committed files match the Zod schemas");
    return 0;
  }
  console.error(`contracts: these files do not match the Zod schemas: ${wrong.join(", ")}`);
  console.error(
    "An optional field may be added in place; anything else is a new .v2 (see CONTRIBUTING.md). Then run: npm run contracts:generate",
  );
  return 1;
}

function write(): number {
  const files = generatedFiles();
  const json = join(folder, "json");
  if (existsSync(json)) for (const name of readdirSync(json)) rmSync(join(json, name));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  console.log(`contracts: wrote ${files.size} files`);
  return 0;
}

if (import.meta.main) process.exitCode = process.argv.includes("--check") ? check() : write();
