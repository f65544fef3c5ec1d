// Every official message, sent to the door as it lies in the folder that `BARS_EXAMPLES` names: what it is answered, and what is stored of it. How the request
// is read and mapped is shown in `official-examples.test.ts`, without a database.
import { randomUUID } from "node:crypto";
import { noOfficialBarsExamples, officialBarsExamples } from "@ucrt/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countRows, submittedAbout } from "../intake-for-tests.ts";
import { ambulanceFeed, type Loose } from "./bars-for-tests.ts";
import { issuesOf, send, startBarsForTests, type BarsForTests } from "./start-bars-for-tests.ts";

const examples = officialBarsExamples(process.env["BARS_EXAMPLES"]);
if (examples === undefined) console.info(noOfficialBarsExamples);

describe.skipIf(examples === undefined)("the official messages", () => {
  let bars: BarsForTests;
  beforeAll(async () => {
    bars = await startBarsForTests();
  });
  afterAll(async () => {
    await bars.close();
  });

  const post = (body: string) => send(bars.app, body, { as: ambulanceFeed });

  const theRequest = (): string => examples?.find(({ name }) => name.startsWith("03-"))?.text ?? "";

  /** What each gets, and why. */
  const expected: readonly [RegExp, string][] = [
    // Bookings are not taken here: no slots are offered.
    [/^0[12]-.*booking/, "422 REC_UNPROCESSABLE_ENTITY not-supported"],
    // A new request for validation, of an early version that names no use case: ours is the one that is addressed.
    [/^03-ValidationRequest-POST/, "200 stored"],
    // A response is for the other side.
    [/^04-ValidationResponse-POST/, "422 REC_UNPROCESSABLE_ENTITY not-supported"],
    // Somebody's synchronous answer; and it names no version, which the standard asks for.
    [/^05-ValidationRequest-HTTP-response/, "400 REC_BAD_REQUEST invariant"],
    // Answers to other calls, and resources that are no message.
    [/^(0[6-9]|1[0-2])-/, "400 REC_BAD_REQUEST structure"],
    [/^OperationOutcome-/, "400 REC_BAD_REQUEST structure"],
  ];

  test("each get one exact answer, and only a request for validation is stored", async () => {
    for (const { name, text } of examples ?? []) {
      const before = await countRows(bars.intake.db);
      const answered = await post(text);
      const isStored = JSON.stringify(before) !== JSON.stringify(await countRows(bars.intake.db));
      const said = answered.status === 200 ? "stored" : issuesOf(answered).join(", ");
      expect(`${answered.status} ${said}`, name).toBe(expected.find(([pattern]) => pattern.test(name))?.[1]);
      expect(isStored, name).toBe(answered.status === 200);
      if (answered.status !== 200) expect(JSON.stringify(answered.body), name).not.toMatch(/Jones|3478526985|LS10/);
    }
  });

  test("the same request as `999 to Community Services`, for somebody of the area, goes to a place; as C2 it stays with 999", async () => {
    const derived = (arp: string): string => {
      const bundle: Loose = JSON.parse(theRequest().replaceAll('"C3"', `"${arp}"`).replaceAll("LS1 6PT", "SS14 3AB"));
      bundle.id = randomUUID();
      const find = (type: string): Loose =>
        bundle.entry.find((entry: Loose) => entry.resource.resourceType === type).resource;
      find("Encounter").identifier[0].value = `derived-${arp}`;
      find("ServiceRequest").category[0].coding.push({
        system: "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars",
        code: "A4T3",
      });
      return JSON.stringify(bundle).replaceAll("236bb75d-90ef-461f-b71e-fde7f899802c", randomUUID());
    };
    const answered = await post(derived("C4"));
    const [message] = await submittedAbout(bars.intake.db, referralIdOf(answered.body));
    expect(message).toMatchObject({
      type: "received",
      picture: { arpCategory: "C4", location: { place: "basildon-and-brentwood", basis: "incident-postcode" } },
    });
    expect(issuesOf(await post(derived("C2")))).toEqual(["REC_UNPROCESSABLE_ENTITY not-supported"]);
  });
});

const referralIdOf = (bundle: Loose): string =>
  bundle.entry.find((entry: Loose) => entry.resource.resourceType === "ServiceRequest").resource.id;
