import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { topics } from "../topics.ts";
import { asyncapi } from "./asyncapi.ts";
import { jsonSchemaFiles } from "./json-schemas.ts";
import { openapi } from "./openapi.ts";
import { generatedFiles } from "../generate.ts";

const require = createRequire(import.meta.url);
const folder = new URL("../../generated/", import.meta.url);

describe("published contracts", () => {
  it("are committed exactly as the Zod schemas make them", () => {
    for (const [path, text] of generatedFiles()) expect(readFileSync(new URL(path, folder), "utf8"), path).toBe(text);
  });

  it("OpenAPI is valid against the official 3.1 schema", async () => {
    const result = await new Validator().validate(structuredClone(openapi()));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it("AsyncAPI is valid against the official 3.0 schema and lists every topic", () => {
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    addFormats.default(ajv);
    const validate = ajv.compile(require("@asyncapi/specs/schemas/3.0.0-without-$id.json") as object);
    const document = asyncapi();
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
    const addresses = Object.values(document["channels"] as Record<string, { address: string }>).map(
      (channel) => channel.address,
    );
    expect(addresses.toSorted()).toEqual(topics.map((topic) => topic.name).toSorted());
  });

  it("every JSON Schema compiles", () => {
    for (const [path, text] of jsonSchemaFiles()) {
      const ajv = new Ajv2020({ strict: false, logger: false });
      addFormats.default(ajv);
      expect(() => ajv.compile(JSON.parse(text) as object), path).not.toThrow();
    }
  });
});
