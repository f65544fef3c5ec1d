/**
 * What the sender wrote in words. In: the resources of a message. Out: paragraphs for the clinician, in the order in which a case is told; history and
 * medication. Pure.
 * Special notes ("not to be seen alone") travel in questionnaires and communications, so those are read too.
 */
import type { BarsResources, FhirResource } from "./bars-message.ts";
import { leadsTo } from "./bundle-index.ts";
import { child, children, codingsIn, numberIn, referenceIn, textIn, wordsOf } from "./fhir-json.ts";
import { oneLine, readableText } from "./fitting-text.ts";

/** Questionnaires nest; deeper than this they are in the message alone. */
const DEEPEST_QUESTION = 8;

/** Paragraphs of free text, in order, none empty. */
export function narrativeSent({ carePlan, serviceRequest, encounter, patient, others }: BarsResources): string[] {
  const told: string[] = [];
  if (patient["deceasedBoolean"] === true || patient["deceasedDateTime"] !== undefined)
    told.push("The sender records that this person has died.");
  for (const one of others)
    if (isPresentingComplaint(one)) told.push(`Presenting complaint: ${oneLine(wordsOf(child(one, "code")) ?? "")}`);
  const plans = others.filter((one) => one["resourceType"] === "CarePlan");
  for (const plan of [...(carePlan === undefined ? [] : [carePlan]), ...plans]) tellPlan(plan, told);
  for (const reason of children(serviceRequest, "reasonCode")) tell(told, textIn(reason, "text"));
  tellNotes(serviceRequest, told);
  tell(told, textIn(serviceRequest, "patientInstruction"), "Told to the patient: ");
  for (const reason of children(encounter, "reasonCode")) tell(told, textIn(reason, "text"));
  for (const one of others) {
    switch (one["resourceType"]) {
      case "QuestionnaireResponse":
        tellQuestionnaire(one, told);
        break;
      case "Communication":
        for (const part of children(one, "payload"))
          tell(told, textIn(part, "contentString"), `${wordsOf(child(one, "topic")) ?? "Message"}: `);
        tellNotes(one, told);
        break;
      case "Procedure":
        tell(told, wordsOf(child(one, "code")), "Procedure: ");
        tellNotes(one, told);
        break;
      case "Task":
        tell(told, textIn(one, "description"), "Task: ");
        tellNotes(one, told);
        break;
      default:
        break;
    }
  }
  return told.filter((one) => one !== "");
}

function tellPlan(plan: FhirResource, told: string[]): void {
  tell(told, textIn(plan, "title"));
  tell(told, textIn(plan, "description"));
  for (const activity of children(plan, "activity")) {
    for (const outcome of children(activity, "outcomeCodeableConcept")) {
      const text = textIn(outcome, "text");
      const named = children(outcome, "coding").flatMap((coding) => textIn(coding, "display") ?? []);
      // Beside a code the text is its label; alone it is the summary of the assessment.
      tell(told, text === undefined || named.length === 0 ? text : `${text}: ${named.join("; ")}`);
    }
    const detail = child(activity, "detail");
    tell(told, wordsOf(child(detail, "code")), "Asked for: ");
    tell(told, textIn(detail, "description"));
    for (const progress of children(activity, "progress")) tell(told, textIn(progress, "text"));
  }
  tellNotes(plan, told);
}

const tellNotes = (resource: FhirResource, told: string[]): void => {
  for (const note of children(resource, "note")) tell(told, textIn(note, "text"));
};

function tell(told: string[], text: string | undefined, before = ""): void {
  const readable = text === undefined ? "" : readableText(text);
  if (readable !== "") told.push(`${before}${readable}`);
}

function tellQuestionnaire(response: FhirResource, told: string[]): void {
  if (textIn(response, "status") === "entered-in-error") return;
  const lines: string[] = [];
  tellItems(response, lines, 1);
  tell(told, lines.join("\n"));
}

function tellItems(holder: FhirResource, lines: string[], depth: number): void {
  if (depth > DEEPEST_QUESTION) return;
  for (const item of children(holder, "item")) {
    const question = oneLine(textIn(item, "text") ?? textIn(item, "linkId") ?? "");
    const answers = children(item, "answer");
    const said = answers.flatMap((answer) => answerInWords(answer) ?? []);
    if (question !== "" || said.length > 0)
      lines.push(said.length === 0 ? question : `${question}: ${said.join("; ")}`);
    tellItems(item, lines, depth + 1);
    for (const answer of answers) tellItems(answer, lines, depth + 1);
  }
}

function answerInWords(answer: FhirResource): string | undefined {
  const coding = child(answer, "valueCoding");
  if (coding !== undefined) return textIn(coding, "display") ?? textIn(coding, "code");
  const quantity = child(answer, "valueQuantity");
  if (quantity !== undefined)
    return [numberIn(quantity, "value"), textIn(quantity, "unit")].filter((one) => one !== undefined).join(" ");
  for (const field of ["valueString", "valueUri", "valueDateTime", "valueDate", "valueTime"]) {
    const text = textIn(answer, field);
    if (text !== undefined) return readableText(text);
  }
  const plain = answer["valueBoolean"] ?? answer["valueInteger"] ?? answer["valueDecimal"];
  if (typeof plain === "boolean") return plain ? "yes" : "no";
  return typeof plain === "number" ? String(plain) : undefined;
}

/** `Aspirin 50mg/5ml oral solution: 2 capsules 4 times a day.` */
export function medicationSent({ medications, byReference }: BarsResources): string[] {
  return medications.flatMap((one) => {
    const status = textIn(one, "status")?.toLowerCase();
    if (status === "entered-in-error") return [];
    const medication =
      child(one, "medicationCodeableConcept") ??
      child(leadsTo(byReference, referenceIn(one, "medicationReference")), "code");
    const name = wordsOf(medication) ?? textIn(child(one, "medicationReference"), "display");
    const doses = children(one, "dosage").flatMap((dose) => textIn(dose, "text") ?? []);
    const notes = children(one, "note").flatMap((note) => textIn(note, "text") ?? []);
    const said = [oneLine(name ?? "Medication without a name"), ...doses, ...notes].map(readableText);
    const isTaken = status === undefined || status === "active" || status === "completed" || status === "unknown";
    return [
      `${said[0] ?? ""}${isTaken ? "" : ` (${oneLine(status)})`}${said.length > 1 ? `: ${said.slice(1).join(" ")}` : ""}`,
    ];
  });
}

/** Allergies first: they are what a clinician looks for. */
export function historySent({ allergies, others }: BarsResources): string[] {
  return [
    ...allergies.flatMap((one) => {
      if (isStruckOut(one)) return [];
      const reactions = children(one, "reaction").flatMap((reaction) => [
        ...children(reaction, "manifestation").flatMap((what) => wordsOf(what) ?? []),
        ...(textIn(reaction, "severity") ?? "").split(" "),
      ]);
      const said = reactions.filter((reaction) => reaction !== "");
      const notes = children(one, "note").flatMap((note) => textIn(note, "text") ?? []);
      return [
        readableText(
          `Allergy or intolerance: ${wordsOf(child(one, "code")) ?? "not named"}` +
            `${said.length === 0 ? "" : ` (${said.join(", ")})`}${notes.length === 0 ? "" : `. ${notes.join(" ")}`}`,
        ),
      ];
    }),
    ...others.flatMap((one) => {
      if (one["resourceType"] !== "Condition" || isStruckOut(one) || isPresentingComplaint(one)) return [];
      const since = textIn(one, "onsetDateTime") ?? textIn(one, "onsetString");
      const notes = children(one, "note").flatMap((note) => textIn(note, "text") ?? []);
      return [
        readableText(
          `${wordsOf(child(one, "code")) ?? "A condition without a name"}${since === undefined ? "" : ` (since ${since})`}` +
            `${notes.length === 0 ? "" : `. ${notes.join(" ")}`}`,
        ),
      ];
    }),
  ];
}

/** Entered in error, or found not to be so. */
export const isStruckOut = (resource: FhirResource): boolean =>
  codingsIn(resource, "verificationStatus").some((coding) =>
    ["entered-in-error", "refuted"].includes(textIn(coding, "code")?.toLowerCase() ?? ""),
  );

/** SNOMED CT 33962009, as the official examples mark it. */
const isPresentingComplaint = (resource: FhirResource): boolean =>
  resource["resourceType"] === "Condition" &&
  !isStruckOut(resource) &&
  codingsIn(resource, "category").some((coding) => textIn(coding, "code") === "33962009");
