// Example messages for programs that run outside a test: the simulation, the smoke run. No vitest here.
export { examplesReceivedAt, shiftInstants } from "./shift-instants.ts";
export { goodExamples, type GoodExample } from "./feed-examples.ts";
