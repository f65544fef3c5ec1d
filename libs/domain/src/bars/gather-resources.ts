/**
 * The resources that a referral is made of, found from the ServiceRequest and the MessageHeader. In: the bundle's index and its three single resources.
 * Out: each by its part in the referral; what has no part of its own is kept with the others. Pure.
 */
import type { BarsResources, FhirResource } from "./bars-message.ts";
import { leadsTo, type BundleIndex } from "./bundle-index.ts";
import { children, referenceIn, textIn, typeOf } from "./fhir-json.ts";
import { systemName } from "./identifier-systems.ts";

/** Types whose instances are found from others, or say nothing about the patient's need. */
const notAboutTheNeed = new Set([
  "MessageHeader",
  "ServiceRequest",
  "Patient",
  "Encounter",
  "Organization",
  "Practitioner",
  "PractitionerRole",
  "HealthcareService",
  "Consent",
  "Device",
  "Endpoint",
]);

/** Goes once through the entries. */
export function gatherResources(
  { entries, byReference }: BundleIndex,
  messageHeader: FhirResource,
  serviceRequest: FhirResource,
  patient: FhirResource,
  encounter: FhirResource | undefined,
): BarsResources {
  const to = (from: FhirResource | undefined, field: string, type?: string): FhirResource | undefined => {
    const found = leadsTo(byReference, referenceIn(from, field));
    return found !== undefined && (type === undefined || typeOf(found) === type) ? found : undefined;
  };
  const observations: FhirResource[] = [];
  const flags: FhirResource[] = [];
  const medications: FhirResource[] = [];
  const allergies: FhirResource[] = [];
  const rest: FhirResource[] = [];
  const places: FhirResource[] = [];
  const carePlans: FhirResource[] = [];
  const roles: FhirResource[] = [];
  for (const { type, resource } of entries) {
    if (type === "Observation") observations.push(resource);
    else if (type === "Flag") flags.push(resource);
    else if (type === "MedicationStatement") medications.push(resource);
    else if (type === "AllergyIntolerance") allergies.push(resource);
    else if (type === "Location") places.push(resource);
    else if (type === "CarePlan") carePlans.push(resource);
    else if (type === "PractitionerRole") roles.push(resource);
    else if (!notAboutTheNeed.has(type)) rest.push(resource);
  }
  const carePlan = to(serviceRequest, "basedOn", "CarePlan") ?? (carePlans.length === 1 ? carePlans[0] : undefined);
  const location = incidentLocationOf(serviceRequest, places, byReference);
  const named = to(serviceRequest, "requester");
  const isRole = named !== undefined && typeOf(named) === "PractitionerRole";
  const requester = isRole ? to(named, "practitioner") : named;
  const requesterRole = isRole
    ? named
    : roles.find((role) => requester !== undefined && to(role, "practitioner") === requester);
  const practice = to(patient, "generalPractitioner");
  return {
    messageHeader,
    serviceRequest,
    patient,
    encounter,
    carePlan,
    location,
    sender: to(messageHeader, "sender"),
    requester,
    requesterRole,
    practice:
      practice !== undefined && typeOf(practice) === "PractitionerRole" ? to(practice, "organization") : practice,
    observations,
    flags,
    medications,
    allergies,
    others: [...rest, ...carePlans.filter((one) => one !== carePlan), ...places.filter((one) => one !== location)],
    byReference,
  };
}

/** Where the incident is: of the Locations that the request names the one that says so, else the first; else the only one there is. */
function incidentLocationOf(
  serviceRequest: FhirResource,
  places: readonly FhirResource[],
  byReference: BundleIndex["byReference"],
): FhirResource | undefined {
  const named = children(serviceRequest, "locationReference").flatMap((one) => {
    const found = leadsTo(byReference, textIn(one, "reference"));
    return found !== undefined && typeOf(found) === "Location" ? [found] : [];
  });
  return named.find(isIncident) ?? named[0] ?? places.find(isIncident) ?? (places.length === 1 ? places[0] : undefined);
}

const isIncident = (location: FhirResource): boolean =>
  children(location, "type").some((type) =>
    children(type, "coding").some(
      (coding) =>
        systemName(textIn(coding, "system") ?? "") === "location-types-bars" && textIn(coding, "code") === "ILOC",
    ),
  );
