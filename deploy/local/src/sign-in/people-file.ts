// The list of people of a local instance: who may use the product, and as what. In: a folder, an area, the sign-in server's address. Out: people.yaml,
// written anew at each start with the people of the role picker; `web` follows a change of it while it runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PeopleFile } from "@ucrt/web/src/sign-in/people-file.ts";
import { demonstrationPeople } from "@ucrt/web/src/sign-in/demonstration-people.ts";
import { stringify } from "yaml";

const about = `# Who may use this instance, by issuer and subject of the sign-in server. Written anew at each start.
# Change it while the product runs, and it holds within five seconds: remove somebody, add "isDisabled: true", or name another role.
`;

export function peopleFileIn(folder: string): string {
  return join(folder, "people.yaml");
}

export function writePeopleFile(write: {
  readonly folder: string;
  readonly area: string;
  readonly issuer: string;
  readonly nowMs: number;
}): void {
  const list: PeopleFile = {
    version: new Date(write.nowMs).toISOString().slice(0, 10),
    askWhom: "whoever started this demonstration",
    people: demonstrationPeople(write.area).map(({ id: subject, principal: { subject: id, ...rest } }) => {
      const { name, role, organisation, team, registration } = rest;
      if (role === "feed") throw new Error("A sending system is not a person.");
      return {
        issuer: write.issuer,
        subject,
        id,
        name,
        role,
        organisation,
        ...(team === undefined ? {} : { team }),
        ...(registration === undefined ? {} : { registration }),
      };
    }),
  };
  mkdirSync(write.folder, { recursive: true });
  writeFileSync(peopleFileIn(write.folder), `${about}${stringify(list)}`);
}
