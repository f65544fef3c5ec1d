// The stack of the simulated ambulance service: its cases, and the conversation about each. In: cases and events. Out: how each stands, and which case a
// message belongs to. In memory; with a file, it is written down line by line and read again at the next start, so that answers find their case.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { beginning, evolve, type Conversation, type ConversationEvent } from "./conversation.ts";
import type { MadeCase } from "./made-case.ts";

export interface CaseRecord {
  readonly made: MadeCase;
  readonly conversation: Conversation;
  /** Newest last. */
  readonly events: readonly ConversationEvent[];
  /** Ids of the bundles that we sent about it. */
  readonly bundleIds: readonly string[];
}

export interface StackOfCases {
  /** Newest first. */
  all(): readonly CaseRecord[];
  get(cadNumber: string): CaseRecord | undefined;
  withBundle(bundleId: string): CaseRecord | undefined;
  withCorrelation(correlationId: string): CaseRecord | undefined;
  /** Takes a case in, or what changed about it. */
  put(made: MadeCase): void;
  addBundle(cadNumber: string, bundleId: string): void;
  add(cadNumber: string, event: ConversationEvent): void;
}

type Line =
  | { readonly made: MadeCase }
  | { readonly cadNumber: string; readonly bundleId: string }
  | { readonly cadNumber: string; readonly event: ConversationEvent };

/** Older ones are forgotten: a screen of a simulation. */
const mostCases = 200;

/** @param file Where the stack is kept between runs; in memory alone without it. */
export function stackOfCases(file?: string): StackOfCases {
  const cases = new Map<string, CaseRecord>();
  const byBundle = new Map<string, string>();

  const take = (line: Line): void => {
    if ("made" in line) {
      const { made } = line;
      const known = cases.get(made.cadNumber);
      cases.set(made.cadNumber, { conversation: beginning, events: [], bundleIds: [], ...known, made });
      const [oldest] = cases.keys();
      if (cases.size > mostCases && oldest !== undefined) cases.delete(oldest);
      return;
    }
    const known = cases.get(line.cadNumber);
    if (known === undefined) return;
    if ("bundleId" in line) {
      byBundle.set(line.bundleId, line.cadNumber);
      cases.set(line.cadNumber, { ...known, bundleIds: [...known.bundleIds, line.bundleId] });
      return;
    }
    cases.set(line.cadNumber, {
      ...known,
      events: [...known.events, line.event],
      conversation: evolve(known.conversation, line.event),
    });
  };
  const record = (line: Line): void => {
    take(line);
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  };
  if (file !== undefined && existsSync(file)) for (const line of readLines(file)) take(line);

  return {
    all: () => [...cases.values()].toReversed(),
    get: (cadNumber) => cases.get(cadNumber),
    withBundle: (bundleId) => cases.get(byBundle.get(bundleId) ?? ""),
    withCorrelation: (correlationId) =>
      [...cases.values()].find(({ made }) => made.correlationId === correlationId.toLowerCase()),
    put: (made) => record({ made }),
    addBundle: (cadNumber, bundleId) => record({ cadNumber, bundleId }),
    add: (cadNumber, event) => record({ cadNumber, event }),
  };
}

/** A line that was being written when the machine stopped is left out. */
function readLines(file: string): readonly Line[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text) => {
      try {
        return text === "" ? [] : [JSON.parse(text) as Line];
      } catch {
        return [];
      }
    });
}
