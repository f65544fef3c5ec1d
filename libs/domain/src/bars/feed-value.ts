/**
 * A BaRS message as a message of one of our feeds, in the wire form of its contract. In: a message that was read, who sends it, the area's settings.
 * Out: the feed and the value; it fits the contract whatever the sender wrote, and nothing that fits no field is dropped. Pure.
 */
import { instant, odsCode, type BarsSettings } from "@ucrt/schemas";
import { areaCodesOf } from "./area-codes.ts";
import type { BarsMessage, BarsResources, FeedValue, FhirResource } from "./bars-message.ts";
import { leadsTo } from "./bundle-index.ts";
import { codesSent } from "./codes-sent.ts";
import { nameOf, type Contacts } from "./contact-numbers.ts";
import { child, children, referenceIn, textIn, wordsOf } from "./fhir-json.ts";
import { asField, cutLine, oneLine } from "./fitting-text.ts";
import { flagsSent } from "./flags-sent.ts";
import { systemName } from "./identifier-systems.ts";
import { narrativeSent } from "./narrative-sent.ts";
import { observationsSent } from "./observations-sent.ts";
import { odsCodeIn, patientSent } from "./patient-sent.ts";
import { referrersNumber } from "./number-to-ring.ts";
import { visitPlaceOf } from "./visit-place.ts";

export interface FeedValueOptions {
  /** ODS code of the sending organisation. */
  readonly organisation: string;
  readonly settings: BarsSettings;
  /** Instant of receipt, epoch ms: a birth date after it cannot be true. Without it, the time at which the message was written. */
  readonly receivedAtMs?: number;
  /** The case id under which the referral is held, for an update or a cancellation that brings none of its own. */
  readonly caseId?: string;
}

const LONGEST_NARRATIVE = 8000;
/** As much of the narrative as our own notes may take, so that neither pushes out the other. */
const LONGEST_NOTES = 2500;

/** The feed's message. */
export function feedValueOf(message: BarsMessage, options: FeedValueOptions): FeedValue {
  const { feed, category } = message.useCase;
  const caseId = options.caseId ?? message.caseId;
  const envelope = {
    organisation: options.organisation,
    ...(message.writtenAtMs === null ? {} : { sentAt: instant.encode(message.writtenAtMs) }),
    channel: "system",
  };
  const idField = { ambulance: "incidentNumber", hospital: "encounterNumber", "primary-care": "journeyNumber" }[feed];
  if (message.kind === "cancel") {
    const at = message.writtenAtMs === null ? {} : { at: instant.encode(message.writtenAtMs) };
    return {
      feed,
      value: { kind: "withdrawal", [idField]: caseId, ...envelope, reason: message.cancelReason ?? "other", ...at },
    };
  }
  const { shared, place, notes, arpCategory, determinant, pathwaysDisposition, callBack } = partsOf(message, options);
  const start = {
    kind: message.kind === "new" ? "referral" : "amendment",
    [idField]: caseId,
    ...envelope,
    // The standard obliges who asks for validation to tell its staff of a rejection.
    ...(category === "validation" ? { alertsStaffAutomatically: true } : {}),
  };
  switch (feed) {
    case "ambulance": {
      const clocks = clocksOf(message, notes);
      return {
        feed,
        value: {
          ...start,
          transfer: "stack-push",
          ...(arpCategory === undefined ? {} : { arpCategory }),
          ...(determinant === undefined ? {} : { determinant }),
          ...(pathwaysDisposition === undefined ? {} : { pathwaysDisposition }),
          ...(Object.keys(clocks).length === 0 ? {} : { clocks }),
          ...(callBack === undefined ? {} : { callBackNumber: callBack }),
          incident: place,
          ...withNarrative(shared, notes),
        },
      };
    }
    case "primary-care": {
      const referrer = referrerOf(message.resources, callBack, notes);
      const { service } = message.useCase;
      return {
        feed,
        value: {
          ...start,
          service: service === "gp" || service === "out-of-hours" ? service : "nhs-111",
          ...referrer,
          visit: place,
          ...withNarrative(shared, notes),
        },
      };
    }
    case "hospital": {
      const referrer = referrerOf(message.resources, callBack, notes);
      const { service } = message.useCase;
      const site = odsCodeIn(children(message.resources.sender, "identifier"));
      return {
        feed,
        value: {
          ...start,
          site: { code: site !== undefined && odsCode.safeParse(site).success ? site : options.organisation },
          department: service === "sdec" || service === "ward" ? service : "emergency-department",
          ...referrer,
          destination: place,
          ...withNarrative(shared, notes),
        },
      };
    }
  }
}

interface SharedParts {
  readonly patient: Readonly<Record<string, unknown>>;
  readonly need: Readonly<Record<string, unknown>>;
  readonly clinical: Readonly<Record<string, unknown>>;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly told: readonly string[];
}

/** What all feeds take in the same words. */
function partsOf(message: BarsMessage, options: FeedValueOptions) {
  const { useCase } = message;
  const { settings } = options;
  const codes = areaCodesOf(settings);
  const notes: string[] = [];
  const resources = onlyAboutThePatient(message.resources, notes);
  const observed = observationsSent(resources.observations, codes, settings.observationSetMinutes);
  const coded = codesSent(resources, observed.saidByCode, codes);
  notes.push(...coded.notes);
  const receivedAtMs = options.receivedAtMs ?? message.writtenAtMs;
  const { patient, contacts, interpreterNeeded } = patientSent(
    resources,
    observed.estimatedAgeYears,
    receivedAtMs,
    notes,
  );
  notes.push(...whatIsMissing(message, coded.arpCategory, contacts));
  const warned = flagsSent(resources.flags, codes, observed.household);
  const place = visitPlaceOf(resources, useCase.category, warned.access);
  notes.push(...(place?.notes ?? []));
  const [code = useCase.need ?? "OTHER", ...others] = coded.needs;
  const shared: SharedParts = {
    patient,
    need: {
      code,
      ...(others.length === 0 ? {} : { others }),
      ...(coded.codes.length === 0 ? {} : { codes: coded.codes }),
    },
    clinical: {
      ...(observed.observations === undefined ? {} : { observations: observed.observations }),
      ...(observed.clinicalFrailtyScale === undefined ? {} : { clinicalFrailtyScale: observed.clinicalFrailtyScale }),
      ...(warned.hasRespectForm
        ? {
            advancePlan: {
              kind: "ReSPECT",
              seenByNamedPerson: false,
              treatAtHome: "unknown",
              coversThisEvent: "unknown",
            },
          }
        : {}),
    },
    flags: { ...warned.flags, ...(interpreterNeeded ? { interpreterNeeded: true } : {}) },
    told: [...narrativeSent(resources), ...observed.inWords],
  };
  return {
    shared,
    place: place?.address,
    notes,
    arpCategory: coded.arpCategory,
    determinant: coded.determinant,
    pathwaysDisposition: coded.pathwaysDisposition,
    callBack: useCase.feed === "ambulance" ? contacts.callBack : referrersNumber(resources),
  };
}

/** What a validation request should bring and does not, and a case number that our field does not take. */
function whatIsMissing(message: BarsMessage, arp: string | undefined, { contacts, ownPhone }: Contacts): string[] {
  const { useCase, resources, caseId } = message;
  const said: string[] = [];
  if (useCase.category === "validation" && arp === undefined) said.push("The sender names no ambulance category.");
  if (useCase.feed === "ambulance" && contacts.length === 0 && ownPhone === undefined)
    said.push("The sender gives no number of the patient or a contact: the call-back is the sending desk's.");
  for (const identifier of children(resources.encounter, "identifier")) {
    const value = textIn(identifier, "value");
    if (value !== undefined && value !== caseId) said.push(`The sender's case number: ${oneLine(value)}.`);
  }
  return said;
}

/** Our notes come last, and always fit. */
function withNarrative({ told, need, ...rest }: SharedParts, notes: readonly string[]): Record<string, unknown> {
  const ours = asField(
    notes.map((note) => `[${note}]`),
    LONGEST_NOTES,
  );
  const room = ours === undefined ? LONGEST_NARRATIVE : LONGEST_NARRATIVE - ours.length - 1;
  const theirs = asField(told, room);
  const narrative = [theirs, ours].filter((one) => one !== undefined).join("\n");
  return { ...rest, need: { ...need, ...(narrative === "" ? {} : { narrative }) } };
}

/** Leaves out, and notes, what is recorded of somebody else. */
function onlyAboutThePatient(resources: BarsResources, notes: string[]): BarsResources {
  const { patient, byReference } = resources;
  const isOurs = (one: FhirResource): boolean => {
    const subject = leadsTo(byReference, referenceIn(one, "subject"));
    return subject === undefined || subject === patient || textIn(subject, "resourceType") === "Encounter";
  };
  if (resources.observations.every(isOurs)) return resources;
  for (const one of resources.observations)
    if (!isOurs(one))
      notes.push(
        `An observation that is not of the patient is not used: ${oneLine(wordsOf(child(one, "code")) ?? "without a name")}.`,
      );
  return { ...resources, observations: resources.observations.filter(isOurs) };
}

/** The clock start (T5) and the validation breach. A time that cannot be read is noted, never guessed. */
function clocksOf(message: BarsMessage, notes: string[]): Record<string, string> {
  const { carePlan, serviceRequest } = message.resources;
  const clocks: Record<string, string> = {};
  const take = (name: string, sent: string | undefined, words: string): void => {
    const read = sent === undefined ? undefined : instant.safeParse(sent);
    if (read?.success === true) clocks[name] = instant.encode(read.data);
    else if (sent !== undefined) notes.push(`${words} cannot be read: ${oneLine(sent)}.`);
  };
  const breach = textIn(child(serviceRequest, "occurrencePeriod"), "end");
  take("clockStartAt", textIn(child(carePlan, "period"), "start"), "The ambulance clock start");
  take("validationBreachAt", breach, "The validation breach time");
  if (breach === undefined && message.useCase.category === "validation")
    notes.push(
      "The sender gives no validation breach time: the time of handing back follows from the ambulance category.",
    );
  return clocks;
}

const registers: Readonly<Record<string, string>> = {
  "gmc-number": "GMC",
  "nmc-number": "NMC",
  "hcpc-number": "HCPC",
  "gphc-number": "GPhC",
};

/** Who refers, and how to ring them, for the feeds that ask for a person. */
function referrerOf(resources: BarsResources, callBack: string | undefined, notes: string[]): Record<string, unknown> {
  const { requester, requesterRole, sender, messageHeader } = resources;
  const organisation = textIn(sender, "name") ?? textIn(children(messageHeader, "source")[0], "name");
  const name = nameOf(requester) ?? textIn(requester, "name") ?? organisation;
  const role = children(requesterRole, "code").flatMap((one) => wordsOf(one) ?? [])[0];
  const registration = children(requester, "identifier").flatMap((one) => {
    const body = registers[systemName(textIn(one, "system") ?? "")];
    const number = cutLine(textIn(one, "value"), 20);
    return body === undefined || number === undefined ? [] : [{ body, number }];
  })[0];
  notes.push("The sender gives one telephone number: it stands for the direct and the out-of-hours number too.");
  return {
    referredBy: {
      name: cutLine(name, 120) ?? "Not named",
      role: cutLine(role, 80) ?? "Role not given",
      ...(registration === undefined ? {} : { registration }),
    },
    numbers: { callBack, bypass: callBack, outOfHours: callBack },
  };
}
