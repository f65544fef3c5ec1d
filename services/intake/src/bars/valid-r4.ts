/** The R4 validator of the tests, one that this project did not write (npm `fhir`). In: a resource that the door sends. Out: what is wrong in it. */
import { Fhir } from "fhir";

const validator = new Fhir();

/** Empty when the resource is valid FHIR R4. */
export const wrongInR4 = (resource: object): readonly string[] =>
  validator
    .validate(resource, { errorOnUnexpected: true })
    .messages.filter(({ severity }) => severity === "error" || severity === "fatal")
    .map(({ location, message }) => `${location}: ${message}`);
