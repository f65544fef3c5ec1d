/**
 * Every contract by name, and its JSON Schema (draft 2020-12) as it is on the wire.
 */
import { z } from "zod";
import * as contracts from "../index.ts";

/** Contracts that are published one file each, in the order a referral meets them. */
export const published = {
  AmbulanceFeedMessage: contracts.ambulanceMessage,
  HospitalFeedMessage: contracts.hospitalMessage,
  PrimaryCareFeedMessage: contracts.primaryCareMessage,
  CommunityFeedMessage: contracts.communityMessage,
  Submitted: contracts.submitted,
  Advice: contracts.advice,
  Fact: contracts.fact,
  BoardRecord: contracts.boardRecord,
  TeamState: contracts.teamState,
  Feedback: contracts.feedback,
  ParkedMessage: contracts.parkedMessage,
  Operations: contracts.operations,
  LiveFrame: contracts.liveFrame,
} as const;

/** The JSON Schema of a contract on the wire: instants are ISO text. */
export function wireSchema(schema: z.ZodType): Record<string, unknown> {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-2020-12",
    unrepresentable: "throw",
    reused: "inline",
  }) as Record<string, unknown>;
  return json;
}

/** File name to text of all published schemas. */
export function jsonSchemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(published).map(([name, schema]) => [
      `json/${kebab(name)}.json`,
      `${JSON.stringify({ title: name, ...wireSchema(schema) }, null, 2)}\n`,
    ]),
  );
}

const kebab = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();

/**
 * A contract's schema for use inside OpenAPI or AsyncAPI: what has a name goes to `components` once, and references point there.
 * @throws when two different contracts claim one name
 */
export function embed(schema: z.ZodType, components: Record<string, unknown>): unknown {
  const { $schema: _dialect, $defs: definitions = {}, ...own } = wireSchema(schema);
  for (const [name, definition] of Object.entries(definitions as Record<string, Record<string, unknown>>))
    addComponent(name, definition, components);
  const id = own["id"];
  if (typeof id !== "string") return pointAtComponents(own);
  addComponent(id, own, components);
  return { $ref: `#/components/schemas/${id}` };
}

function addComponent(name: string, definition: Record<string, unknown>, components: Record<string, unknown>): void {
  const { id: _id, ...rest } = definition;
  const pointed = pointAtComponents(rest);
  const known = components[name];
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(pointed))
    throw new Error(`two contracts are called ${name}`);
  components[name] = pointed;
}

function pointAtComponents(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(pointAtComponents);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === "$ref" && typeof value === "string"
        ? value.replace("#/$defs/", "#/components/schemas/")
        : pointAtComponents(value),
    ]),
  );
}
