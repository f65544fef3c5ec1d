/**
 * The interim response: somebody has accepted, or the case goes back.
 * In: the parts of an answer, which of the two. Out: a message bundle for the sender's endpoint. Pure.
 */
import { barsReasons } from "./answer-codes.ts";
import type { AnswerParts } from "./answer-parts.ts";
import { echoOf } from "./echo-of-request.ts";
import { messageBundle, type FhirBundle, type FhirObject } from "./fhir-bundle.ts";
import { responseName } from "./message-definitions.ts";
import {
  barsCodes,
  ourEncounterEntry,
  ourPractitionerEntries,
  responseHeaderEntry,
  serviceRequestEntry,
  validationReason,
} from "./our-entries.ts";

/** `words`: for the sender's staff. They name a team and a time, and no person. */
export type Interim =
  | { readonly status: "in-progress"; readonly words: string }
  | { readonly status: "cancelled"; readonly reason: keyof typeof barsReasons; readonly words: string };

/**
 * `servicerequest-response`, reason `new`, about our Encounter: `in-progress` or `cancelled`. It says who the patient is, so that the sender's
 * staff can check, and brings nothing clinical back. A plain referral is answered in the standard's short form, which looks the same.
 */
export function interimAnswer(parts: AnswerParts, interim: Interim): FhirBundle {
  const echo = echoOf(parts);
  const ours = ourEncounterEntry(parts, echo, { status: interim.status, reason: reasonOf(interim) });
  return messageBundle({
    id: parts.bundleId,
    versionId: echo.versionId,
    atMs: parts.atMs,
    aliases: echo.aliases,
    entries: [
      responseHeaderEntry(parts, echo, {
        reason: "new",
        focus: ours,
        definition: responseName[parts.category].interim,
      }),
      serviceRequestEntry(parts, echo, { status: isNoShow(parts, interim) ? "revoked" : "active" }),
      ...(echo.encounter === undefined ? [] : [echo.encounter]),
      ours,
      echo.patient,
      echo.us,
      echo.sender,
      ...ourPractitionerEntries(parts, echo),
    ],
  });
}

/** A plain referral whose patient nobody could reach: `revoked` is the one response to it that every receiver knows (safeguarding, did not attend). */
const isNoShow = ({ category }: AnswerParts, interim: Interim): boolean =>
  category === "referral" && interim.status === "cancelled" && interim.reason === "FC";

const reasonOf = (interim: Interim): FhirObject =>
  interim.status === "in-progress"
    ? validationReason(interim.words)
    : {
        coding: [
          {
            system: barsCodes("rejected-reasons-bars"),
            code: interim.reason,
            display: barsReasons[interim.reason],
          },
        ],
        text: interim.words,
      };
