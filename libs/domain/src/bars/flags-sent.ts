/**
 * What the Flags of a message warn of. In: its Flags. Out: `flags` as our feeds take them, and whether there is a ReSPECT form. Pure.
 * Every flag's words are kept beside what is read from its code: the standard asks that people see them. In doubt the more careful reading counts.
 */
import type { FhirResource } from "./bars-message.ts";
import type { AreaCodes } from "./area-codes.ts";
import { child, children, codingsIn, textIn, wordsOf } from "./fhir-json.ts";
import { asField, oneLine, readableText } from "./fitting-text.ts";
import { systemName } from "./identifier-systems.ts";

export interface FlagsSent {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly hasRespectForm: boolean;
  /** How to get in, as additional information about the patient says: to be sealed with the access notes. */
  readonly access: readonly string[];
}

/** What a flag is about, when only the system of its code says so. */
const categoryOfSystem: Readonly<Record<string, string>> = {
  "safeguarding-codes-bars": "SG",
  "scene-safety-codes-bars": "SS",
  "reasonable-adjustment-codes-bars": "RA",
  "agency-types-bars": "AC",
};

/** Reads all flags; those entered in error are no flags. `moreNotes`: sentences of other resources that belong beside the flags. */
export function flagsSent(flags: readonly FhirResource[], codes: AreaCodes, moreNotes: readonly string[]): FlagsSent {
  const read: Record<string, unknown> = {};
  const notes: Record<"safeguarding" | "scene" | "other", string[]> = { safeguarding: [], scene: [], other: [] };
  const access: string[] = [];
  const scenes = new Set<"safe" | "unsafe" | "unknown">();
  let hasRespectForm = false;
  for (const flag of flags) {
    const status = textIn(flag, "status")?.toLowerCase();
    if (status === "entered-in-error") continue;
    const isCurrent = status !== "inactive";
    const category = categoryOf(flag);
    const words = wordsOfFlag(flag, isCurrent);
    switch (category) {
      case "SG":
        notes.safeguarding.push(words);
        if (isCurrent) read["safeguarding"] = worseSafeguarding(read["safeguarding"], flag, codes);
        break;
      case "SS":
        notes.scene.push(words);
        if (isCurrent) scenes.add(sceneOf(flag));
        break;
      case "API":
        (speaksOfAccess(words, codes) ? access : notes.other).push(words);
        break;
      default:
        notes.other.push(words);
        if (!isCurrent) break;
        if (category === "RA") read["reasonableAdjustment"] = true;
        if (category === "IR") read["infectionRisk"] = "yes";
        if (category === "RC") read["repeatCaller"] = true;
        if (category === "AC") read["agencyContacted"] = true;
        if (category === "CW") read["callWarning"] = true;
        if (category === "RT") hasRespectForm = true;
    }
  }
  if (scenes.size > 0)
    read["sceneSafety"] = scenes.has("unsafe") ? "unsafe" : scenes.has("unknown") ? "unknown" : "safe";
  const texts = {
    safeguardingNotes: asField(notes.safeguarding, 2000),
    sceneNotes: asField(notes.scene, 2000),
    otherNotes: asField([...notes.other, ...moreNotes], 4000),
  };
  for (const [field, text] of Object.entries(texts)) if (text !== undefined) read[field] = text;
  return { flags: read, hasRespectForm, access };
}

function speaksOfAccess(words: string, { accessWords }: AreaCodes): boolean {
  const said = words.toLowerCase();
  return accessWords.some((word) => said.includes(word));
}

function categoryOf(flag: FhirResource): string {
  const said = codingsIn(flag, "category").flatMap((coding) => {
    const system = textIn(coding, "system");
    return system === undefined || systemName(system) === "flag-categories-bars" ? (textIn(coding, "code") ?? []) : [];
  })[0];
  if (said !== undefined) return said.toUpperCase();
  const system = codingsIn(flag, "code").flatMap((coding) => textIn(coding, "system") ?? [])[0];
  return (system === undefined ? undefined : categoryOfSystem[systemName(system)]) ?? "";
}

/** A concern, unless every code says that there is none. */
function worseSafeguarding(before: unknown, flag: FhirResource, codes: AreaCodes): "yes" | "no" {
  const sent = codingsIn(flag, "code").flatMap((coding) => textIn(coding, "code") ?? []);
  const isNone = sent.length > 0 && sent.every((code) => codes.noSafeguardingConcern.has(code));
  return before === "yes" || !isNone ? "yes" : "no";
}

function sceneOf(flag: FhirResource): "safe" | "unsafe" | "unknown" {
  const sent = new Set(codingsIn(flag, "code").map((coding) => textIn(coding, "code")?.toUpperCase()));
  if (sent.has("U")) return "unsafe";
  return sent.size === 1 && sent.has("S") ? "safe" : "unknown";
}

/** `Safeguarding Concern: Adult safeguarding concern (finding)`, with what is written beside the code. */
function wordsOfFlag(flag: FhirResource, isCurrent: boolean): string {
  const about = oneLine(children(flag, "category").flatMap((one) => wordsOf(one) ?? [])[0] ?? "Flag");
  const says = readableText(wordsOf(child(flag, "code")) ?? "no code or text");
  return `${about}${isCurrent ? "" : " (no longer current)"}: ${says}`;
}
