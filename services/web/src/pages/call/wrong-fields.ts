/** Which field of the form a refusal means. Pure. In: the service's paths. Out: messages by the form's own names; bypass numbers that were left empty are the call-back number. */
import type { Refusal } from "../api.ts";
import type { Answers } from "../refer/referral-body.ts";

const names: Readonly<Record<string, string>> = {
  "caller.name": "callerName",
  "referredBy.name": "callerName",
  "crew.clinician.name": "callerName",
  "referredBy.role": "callerRole",
  "crew.clinician.role": "callerRole",
  "crew.callSign": "callSign",
  "site.code": "onBehalfOf",
  incidentNumber: "caseId",
  encounterNumber: "caseId",
  journeyNumber: "caseId",
  reference: "caseId",
  "need.code": "need",
  "need.identifiedAt": "takenAt",
  "patient.estimatedAgeYears": "ageYears",
  "patient.phone": "patientPhone",
  service: "from",
  department: "from",
};
const places = new Set(["visit", "incident", "destination"]);

function nameOf(path: string): string {
  const known = names[path];
  if (known !== undefined) return known;
  const parts = path.split(".");
  const last = parts.at(-1) ?? path;
  if (places.has(last) || parts.includes("lines")) return "address";
  return last;
}

/** Without the copies of one mistake, and by the names of the form. */
export function wrongInCall(
  refusal: Refusal | undefined,
  answers: Answers,
): { readonly refusal: Refusal | undefined; readonly wrong: Readonly<Record<string, string>> } {
  if (refusal === undefined) return { refusal, wrong: {} };
  const isCopy = (name: string): boolean =>
    (name === "bypass" || name === "outOfHours") && (answers[name] ?? "").trim() === "";
  const fields = refusal.fields.filter(({ field }) => !isCopy(nameOf(field)));
  return {
    refusal: { ...refusal, fields },
    wrong: Object.fromEntries(fields.map(({ field, message }) => [nameOf(field), message])),
  };
}
