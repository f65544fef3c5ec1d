// What tests of every package share: real servers, waiting, time.
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./test-database.ts";
export { fakeClock, type FakeClock } from "./fake-clock.ts";
export { testBrokers, testServerUrl } from "./servers.ts";
export { waitFor } from "./wait-for.ts";
export { aFact, anInstantMs, aPicture, openedData, systemActor, type FactPlace } from "./builders.ts";
export { examplesReceivedAt, shiftInstants } from "./shift-instants.ts";
export { badExamples, goodExamples, type BadExample, type GoodExample } from "./feed-examples.ts";
export { noOfficialBarsExamples, officialBarsExamples, type OfficialBarsExample } from "./official-bars-examples.ts";
export { createTestTopics, type TestTopics, type TestTopicsOptions } from "./test-topics.ts";
