// The example messages of the four feeds, as the fixtures of every test. In: a feed. Out: its good or bad examples by name.
// Bad ones say why, and which fields a sender must be told about.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Feed } from "@ucrt/schemas";

const folder = fileURLToPath(new URL("../../../schemas/examples/feeds/", import.meta.url));

export interface GoodExample {
  /** File name without its ending: says the case. */
  readonly name: string;
  readonly message: Readonly<Record<string, unknown>>;
}

export interface BadExample extends GoodExample {
  readonly why: string;
  /** Dotted paths, sorted. */
  readonly wrongFields: readonly string[];
}

/** Messages that the feed takes. */
export function goodExamples(feed: Feed): readonly GoodExample[] {
  return read(feed, "good").map(({ name, content }) => ({ name, message: content }));
}

/** Messages that the feed refuses, with what is wrong. */
export function badExamples(feed: Feed): readonly BadExample[] {
  return read(feed, "bad").map(({ name, content }) => ({
    name,
    message: content["message"] as Readonly<Record<string, unknown>>,
    why: String(content["why"]),
    wrongFields: content["wrongFields"] as readonly string[],
  }));
}

function read(
  feed: Feed,
  kind: "good" | "bad",
): { readonly name: string; readonly content: Readonly<Record<string, unknown>> }[] {
  const path = join(folder, feed, kind);
  return readdirSync(path)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({
      name: file.slice(0, -".json".length),
      content: JSON.parse(readFileSync(join(path, file), "utf8")) as Record<string, unknown>,
    }));
}
