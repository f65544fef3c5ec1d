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

/** Characters of the official request as published, with its indentation. */
const OFFICIAL_SIZE = 35_000;
/** Characters of its consultation summary. */
const SUMMARY_SIZE = 3_100;
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

/** The made request with a summary as long as the official one's, and blanks as it has them. */
function textOf(index: number): string {
  const summary = "The individual was conscious at the time of the assessment. /n ".repeat(SUMMARY_SIZE / 62);
  const text = JSON.stringify(madeRequest(), null, 4)
    .replace("Fell in the kitchen, cannot get up, no injury.", `Case ${index}. ${summary}`)
    .replace("S26-0001234", `S26-${String(index).padStart(7, "0")}`);
  return text + " ".repeat(Math.max(0, OFFICIAL_SIZE - text.length));
}
