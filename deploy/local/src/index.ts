// What end-to-end tests, the smoke run and load tests take from the local run.
export { buildPages } from "./check-steps.ts";
export { stopLeftOvers, ownerFile } from "./left-over.ts";
export { repositoryRoot, runFolder } from "./paths.ts";
export { PlainFailure, runCommand } from "./plain-failure.ts";
export { postgresUrl, removePostgresData, startPostgres } from "./postgres-server.ts";
export { recordedProcess, recordProcess, stopProcess } from "./processes.ts";
export { freePort } from "./ports.ts";
export { ensureDatabase, ensureTopics } from "./prepare-stores.ts";
export { startStack, type Stack, type StackOptions } from "./stack.ts";
export { defaultPorts, serviceNames, type ServiceName } from "./services.ts";
export { findServers, type Servers, type ServersOptions } from "./servers.ts";
export { findChromium } from "./chromium.ts";
