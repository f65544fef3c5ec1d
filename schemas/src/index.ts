export * from "./instant.ts";
export * from "./codes.ts";
export * from "./principal.ts";
export * from "./topics.ts";
