/**
 * `GET /FHIR/R4/ServiceRequest/{id}` and `GET /FHIR/R4/ServiceRequest?patient:identifier=system|value`: what a sender reads before it updates or cancels.
 * Out: its own ServiceRequests as they are held; 404 or an empty list for anybody else's. The search is the one address that holds an identifier: logs and
 * spans have the route's pattern only.
 */
import type { Kysely } from "kysely";
import {
  isSameSystem,
  nhsNumberDigits,
  referralNumberOf,
  serviceRequestOf,
  serviceRequestsOf,
  type BarsRefusal,
  type HeldServiceRequest,
} from "@ucrt/domain";
import type { BarsSettings } from "@ucrt/schemas";
import { principalOf, readStrictJson, type Clock, type HttpServer } from "@ucrt/service";
import { idOf } from "../ids.ts";
import type { IntakeTables } from "../tables.ts";
import { admitBars } from "./admit-bars.ts";
import { findBarsCases, searchBarsCases, type BarsCase } from "./bars-rows.ts";
import type { BarsSenders } from "./bars-senders.ts";
import { versionOf } from "./post-process-message.ts";
import { barsProblem, sendFhir } from "./write-fhir.ts";

export interface ReadDeps {
  readonly db: Kysely<IntakeTables>;
  readonly settings: BarsSettings;
  readonly senders: BarsSenders;
  readonly clock: Clock;
  readonly spaPhone: string;
  /** Public address of this door, without a slash at its end. */
  readonly baseUrl: string;
}

const nhsNumberSystem = "https://fhir.nhs.uk/Id/nhs-number";
const MOST_FOUND = 50;

/** Adds both routes. */
export function addGetServiceRequests(app: HttpServer, deps: ReadDeps): void {
  app.get("/FHIR/R4/ServiceRequest/:id", async (request, reply) => {
    admitBars(request, { ...deps, needsTarget: true });
    const { id } = request.params as { readonly id: string };
    const { organisation } = principalOf(request);
    const [found] = await findBarsCases(deps.db, { organisation, serviceRequestId: id });
    const held = found === undefined ? undefined : heldOf(found, deps);
    if (held === undefined) throw barsProblem([notFound]);
    return sendFhir(reply, serviceRequestOf(held), versionOf(deps));
  });

  app.get("/FHIR/R4/ServiceRequest", { config: { readsOwnQuery: true } }, async (request, reply) => {
    const { requestId } = admitBars(request, { ...deps, needsTarget: true });
    const { organisation } = principalOf(request);
    const nhsNumber = patientOf(request.query as Readonly<Record<string, unknown>>);
    const found = await searchBarsCases(deps.db, { organisation, nhsNumber, limit: MOST_FOUND });
    return sendFhir(
      reply,
      serviceRequestsOf({
        held: found.flatMap((one) => heldOf(one, deps) ?? []),
        id: idOf("bars-search", organisation, requestId),
        // Without the query: that holds an identifier.
        selfUrl: `${deps.baseUrl}/ServiceRequest`,
        atMs: deps.clock.nowMs(),
      }),
      versionOf(deps),
    );
  });
}

const notFound: BarsRefusal = {
  status: 404,
  code: "REC_NOT_FOUND",
  issue: "not-found",
  diagnostics: "There is no ServiceRequest of yours under this id.",
};

/** Digits of the one identifier that can be searched by. Throws 400 for anything else, without repeating it. */
function patientOf(query: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(query);
  const given = query["patient:identifier"];
  if (names.length !== 1 || typeof given !== "string")
    throw wrongSearch("required", "search by patient:identifier, once, and by nothing else");
  const [system, value, ...rest] = given.split("|");
  if (system === undefined || value === undefined || rest.length > 0 || !isSameSystem(system, nhsNumberSystem))
    throw wrongSearch("value", `patient:identifier is written ${nhsNumberSystem}|number`);
  const digits = nhsNumberDigits(value);
  if (digits === null || !/^\d{10}$/.test(digits)) throw wrongSearch("value", "an NHS number has ten digits");
  return digits;
}

const wrongSearch = (issue: BarsRefusal["issue"], what: string) =>
  barsProblem([{ status: 400, code: "REC_BAD_REQUEST", issue, diagnostics: `patient:identifier: ${what}` }]);

/** The case as it is read, or undefined once the person was erased. */
function heldOf(found: BarsCase, { settings, spaPhone }: ReadDeps): HeldServiceRequest | undefined {
  const read = found.bundle === null ? undefined : readStrictJson(found.bundle);
  if (read?.ok !== true) return undefined;
  const lastUpdatedMs = found.writtenAtMs ?? found.receivedAtMs;
  return {
    parts: {
      request: read.value,
      originalBundleId: found.originalBundleId,
      referralId: found.referralId,
      referralNumber: referralNumberOf(found.referralId),
      category: found.category,
      settings,
      bundleId: found.referralId,
      spaPhone,
      receivedAtMs: found.receivedAtMs,
      atMs: lastUpdatedMs,
    },
    version: found.versions,
    lastUpdatedMs,
    status: found.status === "withdrawn" ? "revoked" : found.isOpen ? "active" : "completed",
  };
}
