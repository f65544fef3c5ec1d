// I5: each screen shows what the database holds for its scope within 10 s of healing, and says "not live" within 15 s of losing its feed. In: evidence. Out: rows
// that are missing, too many, too old or different in a screen's last view; and screens that called themselves live while a change did not reach them.
import { mayView } from "@ucrt/domain";
import { livesOf, type Evidence, type Invariant, type Violation } from "../evidence.ts";
import { faultWindowsOf } from "../fault-windows.ts";
import { digestOf, rowVersionsOf, type RowVersion } from "../row-versions.ts";
import { watchedClients, type View, type WatchedClient } from "../watched.ts";

const convergesWithinMs = 10_000;
const saysSoWithinMs = 15_000;
/** Clients look at their own age four times a second; a fact has the time its transaction began. */
const graceMs = 1_500;

export const trueScreens: Invariant = (evidence) => {
  const healedAtMs = Math.max(0, ...faultWindowsOf(evidence.history).map(({ untilMs }) => untilMs));
  const versions = [...livesOf(evidence)].map(([id, life]) => [id, rowVersionsOf(life)] as const);
  const violations: Violation[] = [];
  let judged = 0;
  for (const client of watchedClients(evidence.history)) {
    const say = (id: string, what: string): void =>
      void violations.push({ invariant: "I5", id, what: `${client.name}: ${what}` });
    judged += frozenScreens(client, versions, say);
    const { view } = client;
    // A view from before or just after the healing need not be true yet.
    if (view === undefined || view.atMs < healedAtMs + convergesWithinMs) continue;
    judged += wrongRows(client, view, versions, say);
  }
  return { judged, violations: [...violations, ...neverWatched(evidence)] };
};

type Say = (id: string, what: string) => void;
type Versions = readonly (readonly [id: string, versions: readonly RowVersion[]])[];

/** The screen shows one of the versions that were in force in the last ten seconds, and that one exactly. */
function wrongRows({ viewer }: WatchedClient, view: View, versions: Versions, say: Say): number {
  const known = new Set(versions.map(([id]) => id));
  for (const id of view.rows.keys()) if (!known.has(id)) say(id, "shows a referral that is not there");
  for (const [id, all] of versions) {
    const settled = all.findLast(({ atMs }) => atMs <= view.atMs - convergesWithinMs);
    const inForce = all.filter(
      ({ version, atMs }) => version >= (settled?.version ?? 1) && atMs <= view.atMs + graceMs,
    );
    const shown = view.rows.get(id);
    if (shown === undefined) {
      const mayBeAway = settled === undefined || inForce.some(({ row }) => !mayView(viewer, row));
      if (!mayBeAway) say(id, `lacks the row, which is at version ${settled.version}`);
      continue;
    }
    const matching = inForce.find(({ version }) => version === shown.version);
    if (matching === undefined)
      say(id, `shows version ${shown.version}; ${String(settled?.version)} was there for 10 s`);
    else if (!mayView(viewer, matching.row)) say(id, `shows version ${shown.version}, which is not theirs to see`);
    else if (digestOf(matching) !== shown.digest)
      say(id, `shows version ${shown.version} otherwise than its facts say`);
  }
  return versions.length;
}

/** A change that came later than 15 s while the screen called itself live. Only while the row stayed theirs to see. */
function frozenScreens(client: WatchedClient, versions: Versions, say: Say): number {
  let judged = 0;
  const endMs = client.view?.atMs ?? 0;
  for (const [id, all] of versions) {
    const seen = client.seen.get(id) ?? [];
    for (const [index, { version, atMs, row }] of all.entries()) {
      if (atMs < client.connectedAtMs || atMs > endMs || !mayView(client.viewer, row)) continue;
      judged += 1;
      const lostAtMs = all.slice(index + 1).find((later) => !mayView(client.viewer, later.row))?.atMs ?? endMs;
      const seenAtMs = seen.find(([shown]) => shown >= version)?.[1] ?? endMs;
      const fromMs = atMs + saysSoWithinMs + graceMs;
      const untilMs = Math.min(seenAtMs, lostAtMs, endMs);
      if (client.live.some((live) => live.fromMs < untilMs && live.untilMs > fromMs && untilMs > fromMs))
        say(id, `was live without version ${version} for ${Math.round((untilMs - atMs) / 1_000)} s`);
    }
  }
  return judged;
}

function neverWatched({ history }: Evidence): readonly Violation[] {
  const hasWatched = history.some(({ op }) => op === "watch");
  const hasEnded = history.some(({ op, type }) => op === "drive" && type === "ok");
  if (!hasWatched || !hasEnded || watchedClients(history).length > 0) return [];
  return [{ invariant: "I5", id: "watch", what: "screens were open and none wrote its last view" }];
}
