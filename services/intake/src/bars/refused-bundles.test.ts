// What the door refuses, and with which words: structure, references, version, meaning, place, number; all that is wrong at once, nobody named.
import { madeRequest } from "@ucrt/domain/made-bars-request";
import { describe, expect, test } from "vitest";
import { madeAndChanged, messageOf, refusalsOf, settings, type Change, type Json } from "./changed-bundle.ts";

const refused = (change: Change, useCase?: string, category?: string) =>
  refusalsOf(madeAndChanged(change, useCase, category));

const invariant = { status: 400, code: "REC_BAD_REQUEST", issue: "invariant" };
const notSupported = { status: 422, code: "REC_UNPROCESSABLE_ENTITY", issue: "not-supported" };

describe("the bundle", () => {
  test.each([
    ["nothing", null],
    ["text", "Bundle"],
    ["a list", []],
    ["another resource", { resourceType: "Patient" }],
    ["a searchset", { resourceType: "Bundle", type: "searchset", entry: [] }],
  ])("%s is no message", (_name, body) => {
    expect(refusalsOf(body)).toMatchObject([{ status: 400, code: "REC_BAD_REQUEST", issue: "structure" }]);
  });

  test("without entries is refused", () => {
    expect(refused(({ bundle }) => void (bundle.entry = []))).toMatchObject([
      { issue: "required", expression: "Bundle.entry" },
    ]);
  });

  test.each(["MessageHeader", "ServiceRequest", "Patient"])("without a %s is refused by that name", (type) => {
    expect(refused(({ remove }) => remove(type))).toContainEqual(
      expect.objectContaining({ status: 400, issue: "required", diagnostics: expect.stringContaining(type) as string }),
    );
  });

  test.each(["MessageHeader", "ServiceRequest", "Patient"])("with two of %s is refused by that name", (type) => {
    expect(refused(({ add, one }) => void add(type, structuredClone(one(type))))).toContainEqual(
      expect.objectContaining({
        status: 400,
        issue: "structure",
        diagnostics: `The message must hold one ${type}, and holds 2.`,
      }),
    );
  });

  test("with an entry that holds no resource is refused with its path", () => {
    expect(refused(({ bundle }) => void bundle.entry.push({ fullUrl: "urn:uuid:1" }))).toMatchObject(
      [{ issue: "structure", expression: /^Bundle\.entry\[\d+\]$/ }].map((one) => ({
        ...one,
        expression: expect.stringMatching(one.expression) as string,
      })),
    );
  });

  test("with two entries of one fullUrl is refused: a reference would lead to either", () => {
    expect(refused(({ bundle }) => void bundle.entry.push(structuredClone(bundle.entry.at(-1))))).toMatchObject([
      { status: 400, issue: "structure" },
    ]);
  });

  test("with the MessageHeader at its end is read", () => {
    const late = madeAndChanged(({ bundle }) => void bundle.entry.push(bundle.entry.shift()));
    expect(messageOf(late).kind).toBe("new");
  });

  test("without an id is refused: answers name it", () => {
    expect(refused(({ bundle }) => void delete bundle.id)).toMatchObject([
      { issue: "required", expression: "Bundle.id" },
    ]);
  });
});

describe("references", () => {
  const nowhere = { reference: "urn:uuid:00000000-0000-4000-8000-000000000000" };

  test.each<[string, (open: Parameters<Change>[0]) => void, string]>([
    ["MessageHeader.focus", ({ one }) => void (one("MessageHeader").focus = [nowhere]), "focus[0]"],
    ["MessageHeader.sender", ({ one }) => void (one("MessageHeader").sender = nowhere), "sender"],
    [
      "MessageHeader.destination.receiver",
      ({ one }) => void (one("MessageHeader").destination[0].receiver = nowhere),
      "destination[0].receiver",
    ],
    ["ServiceRequest.subject", ({ one }) => void (one("ServiceRequest").subject = nowhere), "subject"],
    ["ServiceRequest.encounter", ({ one }) => void (one("ServiceRequest").encounter = nowhere), "encounter"],
    ["ServiceRequest.basedOn", ({ one }) => void (one("ServiceRequest").basedOn = [nowhere]), "basedOn[0]"],
    [
      "ServiceRequest.locationReference",
      ({ one }) => void (one("ServiceRequest").locationReference = [nowhere]),
      "locationReference[0]",
    ],
    ["ServiceRequest.requester", ({ one }) => void (one("ServiceRequest").requester = nowhere), "requester"],
    ["ServiceRequest.performer", ({ one }) => void (one("ServiceRequest").performer = [nowhere]), "performer[0]"],
    ["Observation.subject", ({ one }) => void (one("Observation").subject = nowhere), "subject"],
    ["Flag.subject", ({ one }) => void (one("Flag").subject = nowhere), "subject"],
    ["CarePlan.subject", ({ one }) => void (one("CarePlan").subject = nowhere), "subject"],
  ])("%s that leads nowhere is refused with its path", (_name, change, field) => {
    const refusals = refused(change);
    expect(refusals[0]).toMatchObject({ status: 400, code: "REC_BAD_REQUEST", issue: "value" });
    expect(refusals[0]?.expression).toMatch(/^Bundle\.entry\[\d+\]\.resource\./);
    expect(refusals[0]?.expression).toContain(`.${field}.reference`);
    expect(JSON.stringify(refusals)).not.toContain("00000000-0000");
  });

  test("to another type than the field asks for are refused", () => {
    expect(refused(({ one }) => void (one("ServiceRequest").subject = one("ServiceRequest").encounter))).toMatchObject([
      { issue: "value", diagnostics: expect.stringContaining("must lead to a Patient") as string },
    ]);
  });

  test.each<[string, Change]>([
    ["the journey", ({ one }) => void (one("Encounter").episodeOfCare = [nowhere])],
    ["a booking", ({ one }) => void (one("ServiceRequest").supportingInfo = [{ reference: "Appointment/1" }])],
    ["the practice", ({ one }) => void (one("Patient").generalPractitioner = [nowhere])],
    ["who measured", ({ one }) => void (one("Observation").performer = [nowhere])],
    [
      "somebody named by an identifier alone",
      ({ one }) => void (one("ServiceRequest").requester = { identifier: { value: "x" } }),
    ],
  ])("to %s may lead nowhere", (_name, change) => {
    expect(messageOf(madeAndChanged(change)).kind).toBe("new");
  });

  test.each<[string, (urn: string) => string]>([
    ["in capitals", (urn) => urn.toUpperCase().replace("URN:UUID:", "urn:uuid:")],
    ["as Type/id", (urn) => `Patient/${urn.slice(9)}`],
    ["as a bare uuid", (urn) => urn.slice(9)],
    ["as an absolute address", (urn) => `https://sender.example/FHIR/R4/Patient/${urn.slice(9)}`],
    ["as a version", (urn) => `Patient/${urn.slice(9)}/_history/3`],
  ])("written %s are followed", (_name, write) => {
    const bundle = madeAndChanged(({ one }) => {
      one("ServiceRequest").subject.reference = write(one("ServiceRequest").subject.reference);
    });
    expect(messageOf(bundle).resources.patient["resourceType"]).toBe("Patient");
  });

  test("by an id that two entries share lead nowhere, by their full URLs where they should", () => {
    const twoPlaces = (reference?: string) =>
      madeAndChanged(({ one, add }) => {
        one("Location").id = "place-7";
        add("Location", { id: "place-7", address: { line: ["Elsewhere"] } });
        if (reference !== undefined) one("ServiceRequest").locationReference = [{ reference }];
      });
    expect(messageOf(twoPlaces()).resources.location?.["address"]).toMatchObject({ line: ["1 Test Road"] });
    expect(refusalsOf(twoPlaces("Location/place-7"))).toMatchObject([{ status: 400, issue: "value" }]);
  });

  test("by the resource's own id are followed, whatever the full URL", () => {
    const bundle = madeAndChanged(({ one }) => {
      one("Location").id = "place-7";
      one("ServiceRequest").locationReference = [{ reference: "Location/place-7" }];
    });
    expect(messageOf(bundle).resources.location?.["id"]).toBe("place-7");
  });
});

describe("the version", () => {
  test("is needed", () => {
    expect(refused(({ bundle }) => void delete bundle.meta.versionId)).toMatchObject([
      { ...invariant, expression: "Bundle.meta.versionId" },
    ]);
  });

  test.each(["1.0.0", "1.1.0-alpha", "1.2.3-beta.4", "2.0.0"])("%s is read", (versionId) => {
    expect(messageOf(madeAndChanged(({ bundle }) => void (bundle.meta.versionId = versionId))).kind).toBe("new");
  });

  test.each(["3.0.0", "1", "latest", "11.0"])("%s is not supported", (versionId) => {
    const [refusal] = refused(({ bundle }) => void (bundle.meta.versionId = versionId));
    expect(refusal).toMatchObject({ ...notSupported, expression: "Bundle.meta.versionId" });
    expect(refusal?.diagnostics).toContain(settings.messageVersions.join(", "));
  });
});

describe("what the message asks for", () => {
  const reasonAndStatus = (reason: string, status: string) =>
    madeAndChanged(({ one }) => {
      one("MessageHeader").reason.coding[0].code = reason;
      one("ServiceRequest").status = status;
    });

  test.each([
    ["new", "active", "new"],
    ["NEW", "active", "new"],
    ["update", "active", "update"],
    ["update", "on-hold", "update"],
    ["update", "revoked", "cancel"],
    ["update", "entered-in-error", "cancel"],
    ["delete", "entered-in-error", "cancel"],
    ["delete", "revoked", "cancel"],
  ])("%s and %s is %s", (reason, status, kind) => {
    expect(messageOf(reasonAndStatus(reason, status)).kind).toBe(kind);
  });

  test.each([
    ["new", "revoked"],
    ["new", "draft"],
    ["new", "completed"],
    ["update", "completed"],
    ["delete", "active"],
    ["toString", "active"],
  ])("%s and %s is an unknown combination", (reason, status) => {
    expect(refusalsOf(reasonAndStatus(reason, status))).toMatchObject([invariant]);
  });

  test("a cancellation tells why", () => {
    expect(messageOf(reasonAndStatus("update", "revoked")).cancelReason).toBe("no-longer-needed");
    expect(messageOf(reasonAndStatus("delete", "entered-in-error")).cancelReason).toBe("entered-in-error");
  });

  test.each([
    ["booking-request", "Bookings"],
    ["servicerequest-response", "servicerequest-response"],
  ])("%s is not supported, and nothing else is said", (event, named) => {
    const refusals = refused(({ one, remove }) => {
      one("MessageHeader").eventCoding.code = event;
      remove("ServiceRequest");
    });
    expect(refusals).toMatchObject([{ ...notSupported, diagnostics: expect.stringContaining(named) as string }]);
  });

  test("an event that nobody knows is an unknown combination", () => {
    expect(refused(({ one }) => void (one("MessageHeader").eventCoding.code = "something"))).toMatchObject([invariant]);
  });
});

describe("the use case", () => {
  const category =
    (...codings: Json[]): Change =>
    ({ one }) =>
      void (one("ServiceRequest").category = codings);
  const validation = {
    coding: [{ system: "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest", code: "validation" }],
  };
  const useCase = (code: string, system = "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars") => ({
    system,
    code,
  });

  test.each<[string, Change]>([
    ["in a category of its own", category(validation, { coding: [useCase("a4t2")] })],
    ["in capitals, as the pages of the guide have it", category(validation, { coding: [useCase("A4T2")] })],
    [
      "beside a code of another system",
      category(validation, { coding: [{ system: "http://snomed.info/sct", code: "3457005" }, useCase("a4t2")] }),
    ],
    [
      "with http, and a slash at the end",
      category(validation, { coding: [useCase("a4t2", "http://fhir.nhs.uk/codesystem/usecases-categories-bars/")] }),
    ],
  ])("is found %s", (_name, change) => {
    expect(messageOf(madeAndChanged(change)).useCaseCode).toBe("a4t2");
  });

  test("is taken to be a4t3 where a validation request names none", () => {
    expect(messageOf(madeAndChanged(category(validation))).useCaseCode).toBe("a4t3");
  });

  test("must be named by a plain referral", () => {
    const referral = { coding: [{ ...validation.coding[0], code: "referral" }] };
    expect(refused(category(referral))).toMatchObject([{ status: 400, issue: "required" }]);
  });

  test("may be one of our own, for which the standard has none", () => {
    const bundle = madeAndChanged(() => undefined, "ucrt-ed", "referral");
    expect(messageOf(bundle).useCase).toMatchObject({ feed: "hospital", service: "ed" });
  });

  test.each(["a1t1", "a4t4", "__proto__", "constructor"])(
    "%s is not supported, and those that are get named",
    (code) => {
      const [refusal] = refused(category(validation, { coding: [useCase(code)] }));
      expect(refusal).toMatchObject(notSupported);
      expect(refusal?.diagnostics).toContain(Object.keys(settings.useCases).join(", "));
    },
  );

  test("is not repeated back when it has no shape of a code", () => {
    const [refusal] = refused(category(validation, { coding: [useCase("mrs made up of 1 test road")] }));
    expect(refusal?.diagnostics).not.toContain("made up");
  });

  test("must belong to the message's category", () => {
    expect(refusalsOf(madeRequest("a4t3", "referral"))).toMatchObject([invariant]);
    expect(refusalsOf(madeRequest("ucrt-111", "validation"))).toMatchObject([invariant]);
  });

  test("must be one", () => {
    expect(refused(category(validation, { coding: [useCase("a4t2"), useCase("a4t3")] }))).toMatchObject([invariant]);
  });

  test.each([[[]], [[{ coding: [{ system: "x", code: "validation" }] }]]])(
    "a message without a category is refused",
    (given) => {
      expect(refused(({ one }) => void (one("ServiceRequest").category = given))).toMatchObject([invariant]);
    },
  );
});

describe("what 999 keeps", () => {
  const arp =
    (code: string): Change =>
    ({ one }) => {
      one("CarePlan").activity[0].outcomeCodeableConcept[1].coding[0].code = code;
    };

  test.each(["C1", "C2", "c2", "HCP1", "IFT2"])("a new case of category %s stays with 999", (code) => {
    const [refusal] = refused(arp(code));
    expect(refusal).toMatchObject(notSupported);
    expect(refusal?.diagnostics).toContain(
      `category ${code.toUpperCase()} is not taken: it stays with the 999 service`,
    );
  });

  test.each(["C3", "C4", "C4T", "C5", "HCP3"])("a new case of category %s is taken", (code) => {
    expect(messageOf(madeAndChanged(arp(code))).kind).toBe("new");
  });

  test("an update that raises the category is taken in: the team must see it", () => {
    const bundle = madeAndChanged((open) => {
      arp("C2")(open);
      open.one("MessageHeader").reason.coding[0].code = "update";
    });
    expect(messageOf(bundle).kind).toBe("update");
  });
});

describe("what must be there so that somebody can be sent", () => {
  const nowhere: Change = ({ one, remove }) => {
    remove("Location");
    delete one("ServiceRequest").locationReference;
    one("Flag").subject = one("ServiceRequest").subject;
  };

  test("a validation request without an incident location is refused, even with a home address", () => {
    expect(refused(nowhere)).toMatchObject([{ issue: "required", expression: "ServiceRequest.locationReference" }]);
  });

  test("a plain referral goes to the home address then, and is refused without one", () => {
    expect(messageOf(madeAndChanged(nowhere, "ucrt-111", "referral")).kind).toBe("new");
    expect(
      refused(
        (open) => {
          nowhere(open);
          delete open.one("Patient").address;
        },
        "ucrt-111",
        "referral",
      ),
    ).toMatchObject([{ issue: "required", expression: "ServiceRequest.locationReference" }]);
  });

  test("a location with nothing to find it by is refused", () => {
    expect(
      refused(({ one }) => {
        const location = one("Location");
        delete location.address;
        delete location.position;
        delete location.extension;
      }),
    ).toMatchObject([{ issue: "required" }]);
  });

  test("a number to ring: of a contact or of the sending desk", () => {
    const noContact: Change = ({ one }) =>
      void (one("Patient").contact[0].telecom = [{ system: "email", value: "a@b.example", rank: 1 }]);
    expect(messageOf(madeAndChanged(noContact)).kind).toBe("new");
    expect(
      refused((open) => {
        noContact(open);
        delete open.one("MessageHeader").source.contact;
      }),
    ).toMatchObject([{ issue: "required", expression: "Patient.contact" }]);
  });

  test("a cancellation needs neither, nor an Encounter", () => {
    const bundle = madeAndChanged((open) => {
      nowhere(open);
      open.remove("Encounter");
      open.remove("CarePlan");
      open.remove("Observation");
      open.remove("Flag");
      const request = open.one("ServiceRequest");
      delete request.encounter;
      delete request.basedOn;
      request.status = "revoked";
      open.one("MessageHeader").reason.coding[0].code = "update";
    });
    expect(messageOf(bundle)).toMatchObject({ kind: "cancel", cancelReason: "no-longer-needed" });
  });

  test("anything else needs the sender's own Encounter", () => {
    expect(
      refused(({ one, remove }) => {
        remove("Encounter");
        delete one("ServiceRequest").encounter;
        delete one("CarePlan").encounter;
      }),
    ).toMatchObject([{ issue: "required", diagnostics: expect.stringContaining("Encounter") as string }]);
  });
});

test("all that is wrong is said at once, the first thing giving the status, twenty at most", () => {
  const refusals = refused(({ bundle, one }) => {
    delete bundle.meta.versionId;
    one("MessageHeader").reason.coding[0].code = "nothing";
    one("CarePlan").activity[0].outcomeCodeableConcept[1].coding[0].code = "C1";
    for (let index = 0; index < 30; index += 1)
      one("ServiceRequest").performer.push({ reference: `Organization/${index}` });
  });
  expect(refusals).toHaveLength(20);
  expect(refusals[0]).toMatchObject({ ...invariant, expression: "Bundle.meta.versionId" });
});
