// What each watching client saw, read from the history. In: lines. Out: for every client its last view, when it looked live, and when each version of each row
// first stood on its screen. Instants are epoch milliseconds.
import { z } from "zod";
import { principal } from "@ucrt/schemas";
import type { HistoryLine } from "./history.ts";

const viewer = principal.pick({ subject: true, role: true, organisation: true, team: true }).strip();
export type Viewer = z.output<typeof viewer>;

export interface View {
  readonly atMs: number;
  readonly rows: ReadonlyMap<string, { readonly version: number; readonly digest: string }>;
}

export interface WatchedClient {
  readonly name: string;
  readonly viewer: Viewer;
  /** Undefined: it never wrote one down. */
  readonly view: View | undefined;
  readonly connectedAtMs: number;
  readonly live: readonly { readonly fromMs: number; readonly untilMs: number }[];
  /** By referral: versions and when they came, in the order they came. */
  readonly seen: ReadonlyMap<string, readonly (readonly [version: number, atMs: number])[]>;
}

const viewValue = z.object({
  what: z.literal("view"),
  identity: viewer,
  rows: z.array(z.tuple([z.string(), z.number(), z.string()])),
});
const seenValue = z.object({
  what: z.literal("seen"),
  changes: z.array(z.tuple([z.string(), z.number(), z.number()])),
});

/** Every client that wrote a view: without one nobody knows who it was, nor what it showed. */
export function watchedClients(history: readonly HistoryLine[]): readonly WatchedClient[] {
  const lines = history.filter(({ op }) => op === "watch");
  return [...Map.groupBy(lines, ({ process, id }) => `${process} ${id}`)].flatMap(([name, own]) => {
    const views = own.flatMap((line) => {
      const read = viewValue.safeParse(line.value);
      return read.success ? [{ line, view: read.data }] : [];
    });
    const last = views.at(-1);
    if (last === undefined) return [];
    const connected = own.find(({ type }) => type === "ok");
    return [
      {
        name,
        viewer: last.view.identity,
        view: {
          atMs: Date.parse(last.line.wall),
          rows: new Map(last.view.rows.map(([id, version, digest]) => [id, { version, digest }])),
        },
        connectedAtMs: Date.parse((connected ?? last.line).wall),
        live: liveIn(own, Date.parse(last.line.wall)),
        seen: seenIn(own),
      },
    ];
  });
}

function liveIn(own: readonly HistoryLine[], endMs: number): WatchedClient["live"] {
  const live: { readonly fromMs: number; readonly untilMs: number }[] = [];
  let since: number | undefined;
  for (const { value, wall } of own) {
    if (value?.["what"] === "live") since = Date.parse(wall);
    if (value?.["what"] !== "not-live" || since === undefined) continue;
    live.push({ fromMs: since, untilMs: Date.parse(wall) });
    since = undefined;
  }
  return since === undefined ? live : [...live, { fromMs: since, untilMs: endMs }];
}

function seenIn(own: readonly HistoryLine[]): WatchedClient["seen"] {
  const seen = new Map<string, [number, number][]>();
  for (const { value } of own) {
    const read = seenValue.safeParse(value);
    if (!read.success) continue;
    for (const [id, version, atMs] of read.data.changes) {
      const known = seen.get(id);
      if (known === undefined) seen.set(id, [[version, atMs]]);
      else known.push([version, atMs]);
    }
  }
  return seen;
}
