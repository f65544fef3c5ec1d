// A value of the shape that a JSON Schema asks for, with one text in every string: for tests that put the same weapon into every field of every contract.
// In: a schema of the published contract, its named schemas, the text. Out: a value; it need not be valid beyond its shape.

export type Schema = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, Schema>>;

/** Contracts do not nest deeper; a schema that points at itself ends here. */
const deepest = 8;

/** Every object with all its fields, every list with one item, the first of alternatives, `text` for every string that is no choice. */
export function madeFromSchema(schema: Schema, named: Named, text: string, depth = 0): unknown {
  const follow = (next: unknown): unknown =>
    depth > deepest ? null : madeFromSchema(next as Schema, named, text, depth + 1);
  const reference = schema["$ref"];
  if (typeof reference === "string") return follow(named[reference.split("/").at(-1) ?? ""] ?? {});
  if ("const" in schema) return schema["const"];
  if (Array.isArray(schema["enum"])) return schema["enum"][0] as unknown;
  const [alternative] = (schema["anyOf"] ?? schema["oneOf"] ?? []) as readonly unknown[];
  if (alternative !== undefined) return follow(alternative);
  if (Array.isArray(schema["allOf"]))
    return Object.assign({}, ...schema["allOf"].map((part) => follow(part) as object)) as object;
  switch ([schema["type"]].flat()[0]) {
    case "object":
      return Object.fromEntries(
        Object.entries((schema["properties"] ?? {}) as Named).map(([name, field]) => [name, follow(field)]),
      );
    case "array":
      return [follow(schema["items"] ?? {})];
    case "integer":
    case "number":
      return schema["minimum"] ?? 1;
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return text;
  }
}
