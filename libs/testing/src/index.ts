// What tests of every package share: real servers, waiting, time.
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./test-database.ts";
export { fakeClock, type FakeClock } from "./fake-clock.ts";
export { testBrokers, testServerUrl } from "./servers.ts";
export { waitFor } from "./wait-for.ts";
