/** Area files: Node only (reads the disk), so apart from the contracts that a browser may import. */
export * from "./read-area-file.ts";
export * from "./timeouts.ts";
export * from "./read-timeouts.ts";
export * from "./csv.ts";
export * from "./directory.ts";
export * from "./read-directory.ts";
export * from "./criteria-inputs.ts";
export * from "./criteria.ts";
export * from "./load-criteria.ts";
export * from "./reasons.ts";
export * from "./read-reasons.ts";
export * from "./metrics-settings.ts";
export * from "./read-metrics-settings.ts";
export * from "./bars-settings.ts";
export * from "./read-bars-settings.ts";
