/**
 * The data types of FHIR R4 that answers carry, as readers of `rebuild.ts`. Extensions are kept only where a resource asks for them.
 */
import {
  code,
  countFrom1,
  date,
  dateTime,
  decimal,
  list,
  object,
  once,
  oneOf,
  text,
  truth,
  uri,
  whole,
  type Rebuild,
} from "./rebuild.ts";
import type { FhirJson } from "./fhir-bundle.ts";

export const coding = object({
  system: once(uri),
  version: once(text),
  code: once(code),
  display: once(text),
  userSelected: once(truth),
});

export const concept = object({ coding: list(coding), text: once(text) });

export const period = object({ start: once(dateTime), end: once(dateTime) });

export const quantity = object({
  value: once(decimal),
  unit: once(text),
  system: once(uri),
  code: once(code),
});

export const reference = object({ reference: once(text), type: once(uri), display: once(text) });

const primitiveValues = {
  valueString: once(text),
  valueCode: once(code),
  valueUri: once(uri),
  valueBoolean: once(truth),
  valueInteger: once(whole),
  valuePositiveInt: once(countFrom1),
  valueDecimal: once(decimal),
  valueDate: once(date),
  valueDateTime: once(dateTime),
  valueCoding: once(coding),
  valueCodeableConcept: once(concept),
};

/** One value and no more, as an extension must have. */
const oneValue = (kept: FhirJson | undefined): FhirJson | undefined =>
  typeof kept === "object" && Object.keys(kept).length === 2 ? kept : undefined;

const plainExtension = object({ url: once(uri), ...primitiveValues }, ["url"]);
const nestedExtension = object({ url: once(uri), extension: list((value) => oneValue(plainExtension(value))) }, [
  "url",
  "extension",
]);

/** An extension with one value, or with extensions that have one each: as deep as the standard's own go. */
export const extension: Rebuild = (value) => oneValue(plainExtension(value)) ?? nestedExtension(value);

/** Only the extensions of these addresses (their last part, given in lower case): the others are nobody's business here. */
export const extensionsOf =
  (...names: readonly string[]): Rebuild =>
  (value) =>
    list((one) => {
      const kept = extension(one);
      const url = typeof kept === "object" && "url" in kept ? kept.url : undefined;
      const isAsked = typeof url === "string" && names.some((name) => url.toLowerCase().endsWith(`/${name}`));
      return isAsked ? kept : undefined;
    })(value);

export const identifier = object({
  extension: extensionsOf("extension-ukcore-nhsnumberverificationstatus"),
  use: once(oneOf("usual", "official", "temp", "secondary", "old")),
  system: once(uri),
  value: once(text),
});

export const humanName = object({
  use: once(oneOf("usual", "official", "temp", "nickname", "anonymous", "old", "maiden")),
  text: once(text),
  family: once(text),
  given: list(text),
  prefix: list(text),
  suffix: list(text),
});

export const contactPoint = object({
  system: once(oneOf("phone", "fax", "email", "pager", "url", "sms", "other")),
  value: once(text),
  use: once(oneOf("home", "work", "temp", "old", "mobile")),
  rank: once(countFrom1),
});

export const address = object({
  use: once(oneOf("home", "work", "temp", "old", "billing")),
  type: once(oneOf("postal", "physical", "both")),
  text: once(text),
  line: list(text),
  city: once(text),
  district: once(text),
  state: once(text),
  postalCode: once(text),
  country: once(text),
});

export const gender = once(oneOf("male", "female", "other", "unknown"));
