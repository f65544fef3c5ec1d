// What callers and screens may notice of an orderly restart. In: the history, when the restart began and ended. Out: what they should not have noticed:
// a sending over HTTP that was answered by no more than an error other than 503, or not at all; a screen that was closed with anything but 1012.
import type { HistoryLine } from "./history.ts";

/** In words, one for each kind of trouble, with how often; empty when all was well. */
export function unexpectedInRestart(
  lines: readonly HistoryLine[],
  { startedAtMs, healedAtMs }: { readonly startedAtMs: number; readonly healedAtMs: number },
): readonly string[] {
  const sendings = new Set(
    lines.filter(({ op, value }) => op === "submit" && value?.["way"] === "HTTP").map(({ id }) => id),
  );
  const troubles = new Map<string, number>();
  const note = (trouble: string): void => void troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
  for (const { op, type, id, value, wall } of lines) {
    const atMs = Date.parse(wall);
    if (atMs < startedAtMs || atMs > healedAtMs) continue;
    if (op === "watch" && value?.["what"] === "closed" && value["code"] !== 1012)
      note(`a screen closed with ${JSON.stringify(value["code"])}`);
    // A refusal is an answer like any other.
    if (!sendings.has(id) || type !== "info") continue;
    const status = value?.["status"];
    if (status === undefined) note(`a sending without an answer (${JSON.stringify(value?.["because"])})`);
    else if (status !== 503) note(`a sending answered ${JSON.stringify(status)}`);
  }
  return [...troubles].map(([trouble, count]) => `${count} times: ${trouble}`);
}
