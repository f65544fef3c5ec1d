/** Who somebody is, by issuer and subject, as it stands now. In: the file PEOPLE_FILE. Out: a principal, or nobody. */
import type { Principal } from "@ucrt/schemas";
import type { Logger } from "@ucrt/service";
import { watchList } from "../watched-list.ts";
import { keyOf, readPeople } from "./people-file.ts";

export interface PeopleTable {
  /** The principal of a person on the list; the same object until the list changes. */
  readonly find: (issuer: string, subject: string) => Principal | undefined;
  /** Everybody of a team, as the list stands now. */
  readonly ofTeam: (team: string) => readonly Principal[];
  /** Whom to ask to be put on it. */
  readonly askWhom: () => string;
  readonly stop: () => void;
}

/** Reads the list and keeps it up to date. Throws `WrongPeopleFile` when it cannot be used at the start. */
export function createPeopleTable({ file, logger }: { readonly file: string; readonly logger: Logger }): PeopleTable {
  const list = watchList({ file, read: readPeople, name: "the list of people", alarm: "people-list-wrong", logger });
  return {
    find: (issuer, subject) => list.now().byKey.get(keyOf(issuer, subject)),
    ofTeam: (team) => [...list.now().byKey.values()].filter((person) => person.team === team),
    askWhom: () => list.now().askWhom,
    stop: list.stop,
  };
}
