/**
 * `GET /FHIR/R4/metadata` and `GET /FHIR/R4/MessageDefinition?context=system|value`: what this door does, and which messages it takes for whom.
 * Out: a CapabilityStatement that says no more than is true; a searchset of MessageDefinitions.
 */
import { capabilityStatementOf, messageDefinitionsOf } from "@ucrt/domain";
import type { BarsSettings } from "@ucrt/schemas";
import type { Clock, HttpServer } from "@ucrt/service";
import { idOf } from "../ids.ts";
import { admitBars } from "./admit-bars.ts";
import type { BarsSenders } from "./bars-senders.ts";
import { versionOf } from "./post-process-message.ts";
import { barsProblem, sendFhir } from "./write-fhir.ts";

/** Of the software as a whole; its first release. */
const softwareVersion = "0.1.0";

/** Adds both routes. */
export function addGetMetadata(
  app: HttpServer,
  deps: {
    readonly settings: BarsSettings;
    readonly senders: BarsSenders;
    readonly clock: Clock;
    /** Public address of this door, without a slash at its end. */
    readonly baseUrl: string;
  },
): void {
  app.get("/FHIR/R4/metadata", async (request, reply) => {
    admitBars(request, { ...deps, needsTarget: false });
    return sendFhir(reply, capabilityStatementOf({ ...deps, softwareVersion }), versionOf(deps));
  });

  app.get("/FHIR/R4/MessageDefinition", { config: { readsOwnQuery: true } }, async (request, reply) => {
    const { requestId } = admitBars(request, { ...deps, needsTarget: true });
    const { context, ...others } = request.query as Readonly<Record<string, unknown>>;
    const contexts = context === undefined ? [] : Array.isArray(context) ? context : [context];
    if (Object.keys(others).length > 0 || !contexts.every((one) => typeof one === "string"))
      throw barsProblem([
        {
          status: 400,
          code: "REC_BAD_REQUEST",
          issue: "invalid",
          diagnostics: "MessageDefinition is searched by context, written system|value, and by nothing else",
        },
      ]);
    const found = messageDefinitionsOf({
      settings: deps.settings,
      contexts: contexts as readonly string[],
      id: idOf("message-definitions", requestId),
      selfUrl: `${deps.baseUrl}/MessageDefinition`,
      atMs: deps.clock.nowMs(),
    });
    if (!found.ok) throw barsProblem([found.refusal]);
    return sendFhir(reply, found.bundle, versionOf(deps));
  });
}
