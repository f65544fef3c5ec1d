/**
 * Small readers that rebuild valid FHIR R4 from what a sender wrote, because official messages have faults too: a list where one value
 * belongs, one value where a list belongs, empty text, codes that R4 does not know, elements of later versions.
 * In: any JSON. Out: valid R4, or undefined when nothing of it can be kept. Only what is named is kept. Pure; never throws.
 */
import type { FhirJson, FhirObject } from "./fhir-bundle.ts";

export type Rebuild = (value: unknown) => FhirJson | undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const matching =
  (pattern: RegExp): Rebuild =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? value : undefined;

/** Text that says something, without control characters but line breaks and tabs. */
export const text: Rebuild = (value) => {
  if (typeof value !== "string") return undefined;
  // oxlint-disable-next-line no-control-regex -- taking control characters out is the purpose
  const clean = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "").trim();
  return clean === "" || !clean.isWellFormed() ? undefined : clean;
};

export const code = matching(/^[^\s]+( [^\s]+)*$/);
export const uri = matching(/^\S+$/);
export const id = matching(/^[A-Za-z0-9\-.]{1,64}$/);

const yearMonthDay = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const time = String.raw`T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))`;
export const date = matching(new RegExp(`^${yearMonthDay}$`));
export const instantText = matching(new RegExp(`^${yearMonthDay}${time}$`));
export const dateTime = matching(new RegExp(`^${yearMonthDay}(${time})?$`));

export const truth: Rebuild = (value) => (typeof value === "boolean" ? value : undefined);
export const decimal: Rebuild = (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
export const whole: Rebuild = (value) =>
  typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : undefined;
export const countFrom1: Rebuild = (value) => (typeof value === "number" && value >= 1 ? whole(value) : undefined);

export const oneOf =
  (...codes: readonly string[]): Rebuild =>
  (value) =>
    typeof value === "string" && codes.includes(value) ? value : undefined;

/** All values that can be kept; one value alone counts as a list of it. */
export const list =
  (read: Rebuild): Rebuild =>
  (value) => {
    const kept = (Array.isArray(value) ? value : [value]).flatMap((one) => {
      const left = read(one);
      return left === undefined ? [] : [left];
    });
    return kept.length === 0 ? undefined : kept;
  };

/** One value; of a list, the first that can be kept. */
const single =
  (read: Rebuild): Rebuild =>
  (value) => {
    if (!Array.isArray(value)) return read(value);
    for (const one of value) {
      const left = read(one);
      if (left !== undefined) return left;
    }
    return undefined;
  };

export type Shape = Readonly<Record<string, Rebuild>>;

/** What the shape names and can be kept; undefined when a required element is missing, or nothing is left. */
export function object(shape: Shape, required: readonly string[] = []): (value: unknown) => FhirObject | undefined {
  const elements = Object.entries(shape);
  return (value) => {
    if (!isRecord(value)) return undefined;
    const kept: [string, FhirJson][] = [];
    for (const [name, read] of elements) {
      const found = Object.hasOwn(value, name) ? value[name] : undefined;
      const left = found === undefined || found === null ? undefined : read(found);
      if (left !== undefined) kept.push([name, left]);
    }
    const left = Object.fromEntries(kept);
    return kept.length === 0 || required.some((name) => left[name] === undefined) ? undefined : left;
  };
}

/** An element that comes once. */
export const once = single;
