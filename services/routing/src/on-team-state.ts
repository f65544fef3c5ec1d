/**
 * Team states come in (`team.state.v1`, the whole topic, oldest first); the newest of each team is kept in memory.
 * Out: a map that ranking reads. Never goes back: a record with an older version changes nothing.
 */
import { readMessage } from "@ucrt/kafka";
import type { IncomingMessage } from "@ucrt/kafka";
import { teamState, type TeamState } from "@ucrt/schemas";

export interface TeamStates {
  readonly byTeam: ReadonlyMap<string, TeamState>;
  /** Takes one record; throws Unreadable. */
  readonly take: (message: IncomingMessage) => void;
  /** The topic was made anew: versions start again. */
  readonly forget: () => void;
}

/** An empty memory of team states. */
export function createTeamStates(): TeamStates {
  const byTeam = new Map<string, TeamState>();
  return {
    byTeam,
    take: (message) => {
      if (message.isTombstone) {
        if (message.key !== null) byTeam.delete(message.key);
        return;
      }
      const state = readMessage(message, teamState);
      const known = byTeam.get(state.team);
      if (known === undefined || state.version > known.version) byTeam.set(state.team, state);
    },
    forget: () => byTeam.clear(),
  };
}
