/** For tests: what an R4 validator that this project did not write (npm `fhir`) finds wrong, strict about what R4 does not know. */
import { Fhir } from "fhir";

const validator = new Fhir();

/** Faults, each with its place. Codes that bind only as examples in R4 are no faults. */
export const wrongInR4 = (resource: object): readonly string[] =>
  validator
    .validate(resource, { errorOnUnexpected: true })
    .messages.filter(({ severity }) => severity === "error" || severity === "fatal")
    .map(({ location, message }) => `${location}: ${message}`);
