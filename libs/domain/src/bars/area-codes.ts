/**
 * What the codes of messages mean in an area, ready to be looked up. In: the area's settings. Out: maps by system and code. Pure.
 * Compiled once for each settings object; the memory of it goes when the settings go.
 */
import type { BarsSettings, NeedCode } from "@ucrt/schemas";
import type { FhirResource } from "./bars-message.ts";
import { textIn } from "./fhir-json.ts";
import { systemKey, systemName } from "./identifier-systems.ts";

type Observed = BarsSettings["observations"][number]["means"];
type Consciousness = BarsSettings["consciousness"][number]["means"];
type Breathing = BarsSettings["breathing"][number]["means"];

export interface AreaCodes {
  /** Place in the list, which is the order of precedence, and the need. */
  readonly needs: CodeTable<{ readonly order: number; readonly need: NeedCode }>;
  readonly observations: CodeTable<Observed>;
  readonly consciousness: CodeTable<Consciousness>;
  readonly breathing: CodeTable<Breathing>;
  readonly noSafeguardingConcern: ReadonlySet<string>;
  readonly accessWords: readonly string[];
}

export interface CodeTable<Meaning> {
  /** What a coding means here; undefined when the area says nothing about it. */
  readonly of: (coding: FhirResource) => Meaning | undefined;
}

const compiled = new WeakMap<BarsSettings, AreaCodes>();

/** The area's codes. */
export function areaCodesOf(settings: BarsSettings): AreaCodes {
  const known = compiled.get(settings);
  if (known !== undefined) return known;
  const codes: AreaCodes = {
    needs: tableOf(settings.needs.map((one, order) => ({ ...one, means: { order, need: one.means } }))),
    observations: tableOf(settings.observations),
    consciousness: tableOf(settings.consciousness),
    breathing: tableOf(settings.breathing),
    noSafeguardingConcern: new Set(settings.noSafeguardingConcern),
    accessWords: settings.accessWords,
  };
  compiled.set(settings, codes);
  return codes;
}

interface Row<Meaning> {
  readonly system: string;
  readonly code?: string | undefined;
  readonly startsWith?: string | undefined;
  readonly means: Meaning;
}

function tableOf<Meaning>(rows: readonly Row<Meaning>[]): CodeTable<Meaning> {
  const exact = new Map<string, Meaning>();
  const beginnings = new Map<string, (readonly [string, Meaning])[]>();
  for (const { system, code, startsWith, means } of rows) {
    const name = shortSystem(system);
    const key = `${name}|${code?.toLowerCase() ?? ""}`;
    if (code !== undefined && !exact.has(key)) exact.set(key, means);
    if (startsWith !== undefined)
      beginnings.set(name, [...(beginnings.get(name) ?? []), [startsWith.toLowerCase(), means]]);
  }
  return {
    of: (coding) => {
      const code = textIn(coding, "code")?.toLowerCase();
      const system = textIn(coding, "system");
      if (code === undefined || system === undefined) return undefined;
      const name = shortSystem(system);
      return (
        exact.get(`${name}|${code}`) ?? beginnings.get(name)?.find(([beginning]) => code.startsWith(beginning))?.[1]
      );
    },
  };
}

const shortNames: Readonly<Record<string, string>> = {
  "ampds-dispatch-codes": "ampds",
  "pathways-sg-codes": "pathways-sg",
  "pathways-sd-codes": "pathways-sd",
  "pathways-dx-codes": "pathways-dx",
  "arp-priority-code": "arp",
  "arp-priority-codes": "arp",
};

/** The short name of a code system, as our contracts name it: `ampds`, `snomed`, ...; the last part of its path for any other. */
export function shortSystem(system: string): string {
  switch (systemKey(system)) {
    case "snomed.info/sct":
    case "snomed":
      return "snomed";
    case "loinc.org":
    case "loinc":
      return "loinc";
    default: {
      const name = systemName(system);
      return shortNames[name] ?? name;
    }
  }
}
