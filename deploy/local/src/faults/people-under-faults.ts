// The people of a run: SPA and the four teams, each looking at its own board and doing what the synthetic day does, only faster. In: the rows they see.
// Out: their commands, each in the history. Now and then two clinicians of a team reach for one offer at the same instant.
import { agenda, type Agenda } from "../simulation/agenda.ts";
import { coordinator, spaClinician, teamClinician, teams, type Team } from "../simulation/cast.ts";
import type { Chance } from "../simulation/chance.ts";
import type { Identity } from "../simulation/person-at-work.ts";
import { watchOver } from "../simulation/spa-at-work.ts";
import { workOn, type Row } from "../simulation/team-at-work.ts";
import type { HistoryWriter } from "./history.ts";
import { recordedPerson, type RecordedPerson } from "./recorded-person.ts";
import type { Patience } from "./try-until-known.ts";
import { watchingClient, type WatchingClient } from "./watching-client.ts";

export interface PeopleOptions {
  readonly webUrl: string;
  readonly history: HistoryWriter;
  readonly chance: Chance;
  /** The synthetic day's waits are multiplied by this: 0.05 makes 20 s one. */
  readonly pace: number;
  readonly patience: Patience;
  readonly report: (error: unknown) => void;
}

export interface PeopleAtWork {
  /** What the coordinator sees. */
  readonly board: ReadonlyMap<string, Row>;
  writeViews(): void;
  /** Nobody begins anything new; resolves when what was begun is known. */
  stopActing(): Promise<void>;
  close(): void;
}

/** One offer in so many is reached for by two. */
const contestedOneIn = 8;

export function peopleAtWork(options: PeopleOptions): PeopleAtWork {
  const { webUrl, history, chance } = options;
  const person = (identity: Identity, subject: string): RecordedPerson =>
    recordedPerson({ webUrl, identity, subject, history, patience: options.patience });
  const under = new Set<Promise<unknown>>();
  const plans = quickAgenda(options.pace, under, options.report);

  const spa = {
    coordinator: person(coordinator, "faults:coordinator"),
    clinician: person(spaClinician, "faults:spa-clinician"),
    chance,
    agenda: plans,
  };
  const clients: WatchingClient[] = [];
  const watch = (name: string, who: RecordedPerson, onRow: (row: Row) => void): WatchingClient => {
    const client = watchingClient({ webUrl, person: who, name, history, onRow });
    clients.push(client);
    return client;
  };
  const board = watch("spa-coordinator", spa.coordinator, (row) => watchOver(row, spa));
  for (const team of teams) {
    const first = person(teamClinician(team), `faults:${team}:first`);
    const second = person({ ...teamClinician(team), name: `Second nurse of ${team}` }, `faults:${team}:second`);
    const clinician = withRival(first, second, chance);
    watch(team, first, (row) => workOn(row, { team: team as Team, clinician, chance, agenda: plans }));
  }

  return {
    board: board.rows,
    writeViews: () => {
      for (const client of clients) client.writeView();
    },
    stopActing: async () => {
      plans.stop();
      await Promise.allSettled(under);
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}

/** The first clinician, whose acceptance now and then meets a colleague's. */
function withRival(first: RecordedPerson, second: RecordedPerson, chance: Chance): RecordedPerson {
  return {
    ...first,
    post: async (path, body, requestId) => {
      const isContested = path.endsWith("/accept") && chance.between(1, contestedOneIn) === 1;
      const [answer] = await Promise.all([
        first.post(path, body, requestId),
        ...(isContested ? [second.post(path, body)] : []),
      ]);
      return answer;
    },
  };
}

function quickAgenda(pace: number, under: Set<Promise<unknown>>, report: (error: unknown) => void): Agenda {
  const slow = agenda(report);
  return {
    plan: (key, afterMs, action) =>
      slow.plan(key, afterMs * pace, () => {
        const doing = action().finally(() => under.delete(doing));
        under.add(doing);
        return doing;
      }),
    stop: slow.stop,
  };
}
