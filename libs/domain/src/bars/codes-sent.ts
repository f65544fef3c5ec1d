/**
 * The codes of the sender's triage and records. In: the resources of a message. Out: a list for people to read, the needs they stand for here, and the
 * fields of their own that 999's dialect has. Pure.
 */
import { ampdsDeterminant, arpCategory, type NeedCode, type SenderCode } from "@ucrt/schemas";
import { shortSystem, type AreaCodes } from "./area-codes.ts";
import type { BarsResources, FhirResource } from "./bars-message.ts";
import { children, codingsIn, textIn } from "./fhir-json.ts";
import { cutLine, oneLine } from "./fitting-text.ts";
import { arpCategoriesIn } from "./message-meaning.ts";
import { isStruckOut } from "./narrative-sent.ts";

export interface CodesSent {
  /** The contract's most: 60. */
  readonly codes: readonly SenderCode[];
  /** First: the need. */
  readonly needs: readonly NeedCode[];
  readonly arpCategory: string | undefined;
  readonly determinant: string | undefined;
  readonly pathwaysDisposition: string | undefined;
  readonly notes: readonly string[];
}

const MOST_CODES = 60;
const MOST_OTHER_NEEDS = 5;

/** Reads every coding that says why help is asked. `saidByCode`: Observations without a value. */
export function codesSent(
  { carePlan, serviceRequest, encounter, others }: BarsResources,
  saidByCode: readonly FhirResource[],
  codes: AreaCodes,
): CodesSent {
  const notes: string[] = [];
  const list = new Map<string, SenderCode>();
  const needs: { readonly order: number; readonly need: NeedCode }[] = [];
  let determinant: string | undefined;
  let pathwaysDisposition: string | undefined;
  let left = 0;
  const codings = [
    ...children(carePlan, "activity").flatMap((activity) => codingsIn(activity, "outcomeCodeableConcept")),
    ...codingsIn(serviceRequest, "reasonCode"),
    ...codingsIn(encounter, "reasonCode"),
    ...others.flatMap((one) =>
      (one["resourceType"] === "Condition" && !isStruckOut(one)) || one["resourceType"] === "Procedure"
        ? codingsIn(one, "code")
        : [],
    ),
    ...saidByCode.flatMap((one) => codingsIn(one, "code")),
  ];
  for (const coding of codings) {
    const sent = oneLine(textIn(coding, "code") ?? "");
    const code = cutLine(sent, 60);
    if (code === undefined) continue;
    if (sent.length > 60) notes.push(`A code too long for its field: ${sent}.`);
    const system = cutLine(shortSystem(textIn(coding, "system") ?? ""), 60) ?? "not-named";
    const words = cutLine(textIn(coding, "display"), 300);
    const key = `${system}|${code}`;
    if (list.has(key)) continue;
    const means = codes.needs.of(coding);
    if (means !== undefined) needs.push(means);
    if (system === "ampds") determinant ??= determinantIn(code);
    if (system === "pathways-dx" && /^Dx\d{1,5}$/i.test(code)) pathwaysDisposition ??= code;
    if (list.size < MOST_CODES) list.set(key, { system, code, ...(words === undefined ? {} : { words }) });
    else left += 1;
  }
  if (left > 0) notes.push(`${left} further codes are in the sender's message.`);
  const ordered = new Set(needs.toSorted((one, other) => one.order - other.order).map(({ need }) => need));
  return {
    codes: [...list.values()],
    needs: [...ordered].slice(0, 1 + MOST_OTHER_NEEDS),
    arpCategory: mostUrgent(arpCategoriesIn(carePlan), notes),
    determinant,
    pathwaysDisposition,
    notes,
  };
}

/** `17A04G`, also written `17-A-04-G`. */
function determinantIn(code: string): string | undefined {
  const read = ampdsDeterminant.safeParse(code.replace(/[\s-]/g, "").toUpperCase());
  return read.success ? read.data : undefined;
}

/** The most urgent of the categories sent: of two, the one that asks for more care counts. */
function mostUrgent(sent: readonly string[], notes: string[]): string | undefined {
  const known = arpCategory.options.filter((one) => sent.includes(one));
  if (known.length > 1) notes.push(`The sender names more than one ambulance category: ${known.join(", ")}.`);
  if (sent.length > known.length) notes.push("The sender names an ambulance category that is not known here.");
  return known[0];
}
