/** Shape of a criteria set without the disk: for the core and for browsers. */
export * from "./criteria-inputs.ts";
export * from "./criteria.ts";
