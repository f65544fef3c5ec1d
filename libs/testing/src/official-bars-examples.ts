/**
 * For tests: the official BaRS messages, read from where they lie. They are not part of this project and never copied into it.
 * In: the folder that `BARS_EXAMPLES` names; default `../shared/examples/bars` beside the repository. Out: each file by name, its text and its JSON;
 * undefined, and a plain message to skip by, when the folder is not there.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface OfficialBarsExample {
  /** File name: `03-ValidationRequest-POST.json`. */
  readonly name: string;
  readonly text: string;
  readonly json: unknown;
}

/** `folder`: the value of `BARS_EXAMPLES`, which only a test reads. */
export function officialBarsExamples(folder: string | undefined): readonly OfficialBarsExample[] | undefined {
  const from = folder ?? fileURLToPath(new URL("../../../../shared/examples/bars", import.meta.url));
  if (!existsSync(from)) return undefined;
  return readdirSync(from)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => {
      const text = readFileSync(join(from, name), "utf8");
      return { name, text, json: JSON.parse(text) as unknown };
    });
}

/** Said instead of silence where tests are skipped. */
export const noOfficialBarsExamples =
  "The official BaRS examples are not here: name their folder in BARS_EXAMPLES to test with them.";
