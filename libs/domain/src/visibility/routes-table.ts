/**
 * Who may call which HTTP route, of every service. In: nothing. Out: rows by service, `METHOD path` as the service registers it.
 * A service takes its rows when it is made: a route that is not here fails when it is registered, and a row that no route uses fails a test.
 * Whose referral it is, is not decided here: the other tables say so, and outside them the answer is 404.
 */
import { commandNames } from "@ucrt/schemas";
import { rolesThatMayGive } from "./commands-table.ts";
import {
  breakGlassRoles,
  checkingRoles,
  judgingRoles,
  liveNumbersRoles,
  machineRoles,
  numbersRoles,
  sendingRoles,
  spaRoles,
  staffRoles,
  type Access,
} from "./roles.ts";
import { boardRoles } from "./rows-table.ts";

export type RouteTable = Readonly<Record<string, Access>>;

/**
 * Who learns by 404 whether a referral is theirs. Commissioners, operators and systems have no business with any, and are told so: 403.
 * The privacy officer is among them for what may be looked up about one person.
 */
const recordRoles = [...boardRoles, "privacy-officer"] as const;

const commandRoutes: RouteTable = Object.fromEntries(
  commandNames.map((name) => [`POST /api/referrals/:id/${name}`, rolesThatMayGive(name)]),
);

/** What every service has; `/metrics` is on the services' own ports only, never at the public edge. */
const ofEveryService: RouteTable = {
  "GET /health/live": "public",
  "GET /health/ready": "public",
  "GET /metrics": "public",
};

export const routesTable = {
  intake: {
    "POST /api/feeds/:feed/referrals": sendingRoles,
    "GET /api/submissions": sendingRoles,
    "GET /api/submissions/:id": sendingRoles,
    "POST /api/submissions/:id/amend": sendingRoles,
    "POST /api/submissions/:id/withdraw": sendingRoles,
    "POST /api/submissions/:id/acknowledge": sendingRoles,
    "POST /FHIR/R4/$process-message": machineRoles,
    "GET /FHIR/R4/ServiceRequest": machineRoles,
    "GET /FHIR/R4/ServiceRequest/:id": machineRoles,
    "GET /FHIR/R4/MessageDefinition": machineRoles,
    "GET /FHIR/R4/metadata": machineRoles,
  },
  eligibility: {
    "POST /api/eligibility-checks": checkingRoles,
    "GET /api/criteria": "signed-in",
  },
  routing: {
    "GET /api/directory": "signed-in",
  },
  queue: {
    "GET /api/queue": boardRoles,
    "GET /api/queue/summaries-owed": staffRoles,
    "GET /api/referrals/:id": recordRoles,
    "GET /api/referrals/:id/history": recordRoles,
    "POST /api/referrals/search": spaRoles,
    "POST /api/referrals/:id/break-glass": breakGlassRoles,
    "GET /api/referrals/:id/accesses": ["privacy-officer"],
    "GET /api/referrals/break-glass": ["privacy-officer"],
    "POST /api/referrals/break-glass/:id/review": ["privacy-officer"],
    ...commandRoutes,
    "GET /api/call-drafts": spaRoles,
    "GET /api/call-drafts/:id": spaRoles,
    "PUT /api/call-drafts/:id": spaRoles,
    "POST /api/call-drafts/:id/take-up": spaRoles,
    "POST /api/call-drafts/:id/offer": spaRoles,
    "POST /api/call-drafts/:id/discard": spaRoles,
    "GET /api/fallback-sheet": spaRoles,
    "POST /api/fallback-sheet/printed": spaRoles,
    "POST /api/subject-access": ["privacy-officer"],
    "GET /api/audit-sample": ["service-lead", ...judgingRoles],
    "POST /api/audit-sample/:id/judgement": judgingRoles,
    "GET /api/refusals": ["service-lead"],
    "GET /api/teams": "signed-in",
    "PUT /api/teams/:id/state": [...spaRoles, "ucrt-lead"],
    "GET /api/parked": [...spaRoles, "service-lead", "operator"],
    "POST /api/parked/:id/replay": ["operator"],
    "POST /api/parked/replays": ["operator"],
    "POST /api/parked/replays/:id/approve": ["operator"],
    "PUT /api/parked/retries": ["operator", "service-lead"],
  },
  live: {
    "POST /api/live/tickets": boardRoles,
    // The first message is a ticket, and a ticket is given to `boardRoles` alone.
    "GET /api/live": "public",
  },
  metrics: {
    "GET /api/metrics/report": numbersRoles,
    "GET /api/metrics/report.csv": numbersRoles,
    "GET /api/metrics/demand-by-hour": numbersRoles,
    "GET /api/metrics/reconciliation": numbersRoles,
    "GET /api/metrics/audit-sample": ["service-lead"],
    "GET /api/metrics/throughput": liveNumbersRoles,
    "GET /api/metrics/throughput.csv": liveNumbersRoles,
  },
  web: {
    "GET /session": "public",
    // Answers a shift lead about the lead's own team, everybody else with 401 or 403.
    "GET /session/colleagues": "public",
    "POST /sign-out": "public",
    "GET /sign-in/start": "public",
    "GET /sign-in/callback": "public",
    "POST /sign-in/back-channel-logout": "public",
    "POST /oauth2/token": "public",
    // In local mode only, on this machine only.
    "POST /sign-in": "public",
    "GET /local/people": "public",
    "POST /local/tokens": "public",
    // The documents about the interfaces.
    "GET /api/openapi.json": "public",
    "GET /api/asyncapi.json": "public",
    // Files of the pages; the same for everybody, with nobody's data in them.
    "GET /assets/*": "public",
    "GET /shell-worker.js": "public",
    "GET /*": "public",
  },
} as const satisfies Readonly<Record<string, RouteTable>>;

export type TableOwner = keyof typeof routesTable;

/** The rows of a service, with what every service has. */
export const routesOf = (service: Exclude<TableOwner, "web">): RouteTable => ({
  ...ofEveryService,
  ...routesTable[service],
});

/** What the public origin passes on: any method; the service behind asks who is calling. */
const passedOnMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/**
 * The rows of the public origin. `pages`: addresses that all answer the same page, which asks what the signed-in person may see; `passedOn`: prefixes that
 * belong to the services behind.
 */
export const routesOfWeb = (given: {
  readonly pages: readonly string[];
  readonly passedOn: readonly string[];
}): RouteTable => ({
  ...ofEveryService,
  ...routesTable.web,
  ...publicRows(given.pages.map((path) => `GET ${path}`)),
  ...publicRows(
    given.passedOn.flatMap((prefix) =>
      passedOnMethods.flatMap((method) => [`${method} ${prefix}`, `${method} ${prefix}/*`]),
    ),
  ),
});

const publicRows = (names: readonly string[]): RouteTable =>
  Object.fromEntries(names.map((name): [string, Access] => [name, "public"]));
