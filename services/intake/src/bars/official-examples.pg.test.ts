// Every official message, sent to the door as it lies in the folder that `BARS_EXAMPLES` names, and what it gets. Nobody on this project wrote them.
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countRows, submittedAbout } from "../intake-for-tests.ts";
import { ambulanceFeed, type Loose } from "./bars-for-tests.ts";
import { issuesOf, send, startBarsForTests, type BarsForTests } from "./start-bars-for-tests.ts";

const folder = resolve(
  process.env["BARS_EXAMPLES"] ?? join(import.meta.dirname, "../../../../../shared/examples/bars"),
);
const files = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .toSorted()
  : [];
if (files.length === 0) console.log(`official BaRS examples: no files in ${folder}, skipped`);

describe.skipIf(files.length === 0)("the official messages", () => {
  let bars: BarsForTests;
  beforeAll(async () => {
    bars = await startBarsForTests();
  });
  afterAll(async () => {
    await bars.close();
  });

  const post = (body: string) => send(bars.app, body, { as: ambulanceFeed });
  const text = (name: string) => readFileSync(join(folder, name), "utf8");

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
    for (const name of files) {
      const before = await countRows(bars.intake.db);
      const answered = await post(text(name));
      const isStored = JSON.stringify(before) !== JSON.stringify(await countRows(bars.intake.db));
      const said = answered.status === 200 ? "stored" : issuesOf(answered).join(", ");
      expect(`${answered.status} ${said}`, name).toBe(expected.find(([pattern]) => pattern.test(name))?.[1]);
      expect(isStored, name).toBe(answered.status === 200);
      if (answered.status !== 200) expect(JSON.stringify(answered.body), name).not.toMatch(/Jones|3478526985|LS10/);
    }
  });

  test("the request for validation comes through with its faults named and nothing lost", async () => {
    const answered = await post(text("03-ValidationRequest-POST.json"));
    const [message] = await submittedAbout(bars.intake.db, referralIdOf(answered.body));
    if (message?.type !== "received" && message?.type !== "amendment-received") throw new Error("no case was sent on");
    expect(message.sender).toMatchObject({ source: "stack", caseId: "sender1234" });
    // Leeds is outside the area: no team is guessed, the referral waits unrouted and alarmed.
    expect(message.picture).toMatchObject({ arpCategory: "C3", nhsNumberVerified: false, location: { place: null } });
    expect(message.picture.dataQuality).toContain("nhs-number-fails-modulus-11");
    expect(message.clocks).toMatchObject({
      validationBreachAt: Date.parse("2021-11-26T15:20:00Z"),
      ambulanceClockStartAt: Date.parse("2021-11-26T15:00:00Z"),
    });
    expect(message.person).toMatchObject({
      name: "Mrs Julie Jones",
      nhsNumber: "3478526985",
      dateOfBirth: "1959-05-04",
    });
    expect(message.person.contacts.map(({ rank, phone }) => [rank, phone])).toEqual(
      expect.arrayContaining([
        [1, "07736312544"],
        [2, "0789 1234567"],
      ]),
    );
    expect(message.person.senderCodes?.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["SD4033", "SG1137", "Dx0122"]),
    );
    expect(message.person.narrative).toMatch(/New\/worsening breathlessness/);
  });

  test("the same request as `999 to Community Services`, for somebody of the area, goes to a place; as C2 it stays with 999", async () => {
    const derived = (arp: string): string => {
      const bundle: Loose = JSON.parse(
        text("03-ValidationRequest-POST.json").replaceAll('"C3"', `"${arp}"`).replaceAll("LS1 6PT", "SS14 3AB"),
      );
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
