// What end-to-end tests, the smoke run and load tests take from the local run.
export { startStack, type Stack, type StackOptions } from "./stack.ts";
export { defaultPorts, serviceNames, type ServiceName } from "./services.ts";
export { findServers, type Servers, type ServersOptions } from "./servers.ts";
export { findChromium } from "./chromium.ts";
