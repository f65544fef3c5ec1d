/**
 * What a BaRS message costs before it is stored. In: a made validation request of the size of the official one. Out: bundles a second on one core: text to
 * feed value, and the reading and mapping alone, beside JSON.parse of the same text, which is the floor.
 */
import { feedValueOf, readBarsMessage } from "@ucrt/domain";
import { madeRequest } from "@ucrt/domain/made-bars-request";
import { readBarsSettings } from "@ucrt/schemas/areas";
import { readStrictJson } from "@ucrt/service";
import type { BenchTable } from "./bench-table.ts";
import type { Contestant } from "./measure.ts";
import { seededChoice } from "./seeded-choice.ts";

interface Entry {
  readonly fullUrl: string;
  readonly resource: { readonly resourceType: string; readonly meta: Readonly<Record<string, unknown>> };
}

/** Left out now and then, so that not all bundles are of one make. */
const mayLack = new Set(["Observation", "Flag", "Consent"]);

/** Characters of the official request as published, with its indentation. */
const OFFICIAL_SIZE = 35_000;
/** Sentences in a consultation summary; the official one has some fifty. */
const LONGEST_SUMMARY = 90;
const GOAL_PER_SECOND = 2_000;

/** `bundles`: how many different ones are read in a call. */
export function barsBenches({ bundles }: { readonly bundles: number }): readonly BenchTable[] {
  const settings = readBarsSettings("mid-and-south-essex").value;
  const texts = Array.from({ length: bundles }, (_unused, index) => textOf(index));
  const bytes = texts.map((text) => Buffer.from(text));
  const values = texts.map((text): unknown => JSON.parse(text));
  const map = (bundle: unknown): void => {
    const read = readBarsMessage(bundle, settings);
    if (!read.ok) throw new Error(`The made bundle is refused: ${read.refusals[0]?.diagnostics ?? ""}`);
    feedValueOf(read.message, { organisation: "RYC", settings, receivedAtMs: Date.parse("2026-11-25T10:00:00Z") });
  };
  const contestant = (name: string, call: () => void, goalPerSecond?: number): Contestant => ({
    name,
    unit: "bundles",
    unitsPerCall: bundles,
    call,
    ...(goalPerSecond === undefined ? {} : { goalPerSecond }),
  });
  const floor = "JSON.parse";
  const whole = "JSON.parse, read and map";
  return [
    {
      title: "BaRS mapping",
      contestants: [
        contestant(floor, () => {
          for (const text of texts) JSON.parse(text);
        }),
        contestant(
          whole,
          () => {
            for (const text of texts) map(JSON.parse(text));
          },
          GOAL_PER_SECOND,
        ),
        contestant("strict JSON as the door reads it, read and map", () => {
          for (const one of bytes) {
            const json = readStrictJson(one);
            if (json.ok) map(json.value);
          }
        }),
        contestant("read and map alone", () => {
          for (const value of values) map(value);
        }),
        contestant("read alone", () => {
          for (const value of values) readBarsMessage(value, settings);
        }),
      ],
      comparisons: [{ of: whole, against: floor, says: "times its floor" }],
      notes: [
        "A made validation request, padded to the size of the official one; the official one is not part of this project.",
      ],
    },
  ];
}

/** A made request with a summary as long as the official one's, profiles and blanks as it has them; every one lacks and says something else. */
function textOf(index: number): string {
  const choice = seededChoice(index + 1);
  const { entry: entries, ...bundle } = madeRequest() as { readonly entry: readonly Entry[] };
  const entry = entries
    .filter(({ resource: { resourceType } }) => !mayLack.has(resourceType) || choice.chance(0.8))
    .map(({ fullUrl, resource }) => ({
      fullUrl,
      resource: {
        ...resource,
        meta: {
          ...resource.meta,
          profile: [`https://fhir.hl7.org.uk/StructureDefinition/UKCore-${resource.resourceType}`],
        },
      },
    }));
  const summary = "The individual was conscious at the time of the assessment. /n ".repeat(
    choice.whole(10, LONGEST_SUMMARY),
  );
  const text = JSON.stringify({ ...bundle, entry }, null, 4)
    .replace("Fell in the kitchen, cannot get up, no injury.", `Case ${index}. ${summary}`)
    .replace("S26-0001234", `S26-${String(index).padStart(7, "0")}`)
    .replace("17A04G", choice.pick(["17A04G", "26A01", "13C01"]));
  return text + " ".repeat(Math.max(0, OFFICIAL_SIZE - text.length));
}
