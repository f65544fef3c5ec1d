/**
 * Everything about who may see and do what, on one page: the tables of this folder side by side, by role. In: nothing. Out: the tables, and the page
 * `docs/who-may-what.md` as text. Decides nothing itself; a route, a command, a row, a frame or a look at a person passes through one of these tables.
 */
import { commandNames, role, roleWords, type Role } from "@ucrt/schemas";
import { commandsTable, rolesThatMayGive } from "./commands-table.ts";
import { personTable } from "./person-table.ts";
import { breakGlassRoles, liveNumbersRoles, numbersRoles, type Access } from "./roles.ts";
import { routesTable, type RouteTable } from "./routes-table.ts";
import { deskFramesRoles, rowsTable } from "./rows-table.ts";
import { sendingTable, submissionsTable } from "./submissions-table.ts";

export const whoMayWhat = {
  routes: routesTable,
  commands: commandsTable,
  rows: rowsTable,
  person: personTable,
  submissions: submissionsTable,
  sending: sendingTable,
  deskFrames: deskFramesRoles,
  breakGlass: breakGlassRoles,
  numbers: numbersRoles,
  liveNumbers: liveNumbersRoles,
} as const;

const roles = role.options;

/** The page, as Markdown. */
export function whoMayWhatPage(): string {
  return [
    "# Who may see and do what",
    "",
    "Made from the tables in `libs/domain/src/visibility`; a test keeps the page and the tables the same (`npx vitest run -u --project unit libs/domain/src/visibility` writes it).",
    "Whatever lies outside somebody's scope does not exist for them: 404, word for word as for an id that nobody knows. A role that has no business with a function at all is told so: 403.",
    "",
    "## What of a referral",
    "",
    ...table(
      ["Role", "Rows of the board", "Submissions", "Sends to", "The person", "Break-glass", "Numbers"],
      roles,
      (one) => [
        inWords(rowsTable[one]),
        inWords(submissionsTable[one]),
        inWords(sendingTable[one]),
        inWords(personTable[one]),
        yes(breakGlassRoles.some((each) => each === one)),
        liveNumbersRoles.some((each) => each === one)
          ? "live"
          : numbersRoles.some((each) => each === one)
            ? "published"
            : "",
      ],
    ),
    "",
    "The feeds' state and the count of parked messages on a live board: " +
      deskFramesRoles.map(nameOf).join(", ") +
      ".",
    "",
    "## Commands",
    "",
    "To give a command one must be one of these to the referral; the route lets in the roles that can be.",
    "",
    ...lines(
      ["Command", "One must be", "Roles"],
      commandNames.map((name) => [
        `\`${name}\``,
        commandsTable[name].map(inWords).join(", "),
        rolesOf(rolesThatMayGive(name)),
      ]),
    ),
    "",
    "## Routes",
    "",
    ...Object.entries(routesTable).flatMap(([service, rows]) => [
      `### ${service}`,
      "",
      ...lines(
        ["Route", "Who"],
        Object.entries(rows as RouteTable)
          .filter(([name]) => !isCommand(name))
          .map(([name, access]) => [`\`${name}\``, rolesOf(access)]),
      ),
      "",
    ]),
  ].join("\n");
}

const isCommand = (name: string): boolean =>
  commandNames.some((command) => name === `POST /api/referrals/:id/${command}`);
const nameOf = (one: Role): string => roleWords[one];
const inWords = (code: string): string => (code === "none" || code === "nothing" ? "" : code.replaceAll("-", " "));
const yes = (is: boolean): string => (is ? "with a reason" : "");

function rolesOf(access: Access): string {
  if (access === "public") return "anybody";
  if (access === "signed-in") return "whoever is signed in";
  return access.map(nameOf).join(", ");
}

const table = (head: readonly string[], names: readonly Role[], cells: (one: Role) => readonly string[]): string[] =>
  lines(
    head,
    names.map((one) => [nameOf(one), ...cells(one)]),
  );

const lines = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
