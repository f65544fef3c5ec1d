// Nobody is taken for somebody else, and nobody falls between: messages that name another person, several patients of one incident, a case that has gone back.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handedBack } from "../facts-for-tests.ts";
import { submittedAbout } from "../intake-for-tests.ts";
import { ambulanceFeed, cancelOf, newIds, updateOf, validationRequest, type Loose } from "./bars-for-tests.ts";
import { issuesOf, read, send, startBarsForTests, type Answered, type BarsForTests } from "./start-bars-for-tests.ts";

let bars: BarsForTests;
beforeAll(async () => {
  bars = await startBarsForTests();
});
afterAll(async () => {
  await bars.close();
});

const post = (bundle: unknown, headers: Record<string, string> = {}): Promise<Answered> =>
  send(bars.app, bundle, { as: ambulanceFeed, headers });
const referralIdOf = ({ body }: Answered): string =>
  body.entry.map((entry: Loose) => entry.resource).find((one: Loose) => one.resourceType === "ServiceRequest").id;
const typesOf = async (id: string) => (await submittedAbout(bars.intake.db, id)).map(({ type }) => type);

type Change = (find: (type: string) => Loose) => void;
const bornLater: Change = (find) => {
  find("Patient").birthDate = "1951-02-03";
};
const otherNumber: Change = (find) => {
  find("Patient").identifier[0].value = "9990000026";
};
/** As a crew leaves it that knows nobody's name. */
const unidentified =
  (name: string): Change =>
  (find) => {
    const patient = find("Patient");
    delete patient.identifier;
    delete patient.birthDate;
    patient.gender = "unknown";
    patient.name = [{ text: name }];
  };
const ofOtherRequest = (bundle: Loose, ids: { readonly serviceRequestId: string }): Loose =>
  JSON.parse(JSON.stringify(bundle).replaceAll(ids.serviceRequestId, randomUUID()));

describe("an update that names another person", () => {
  test.each<[string, Change]>([
    ["another birth date", bornLater],
    ["another NHS number", otherNumber],
  ])("overwrites nobody: it becomes a referral of its own with a link suggested (%s)", async (_what, change) => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    const answered = await post(updateOf(request, 60_000, change));
    expect(answered.status).toBe(200);
    const other = referralIdOf(answered);
    expect(other).not.toBe(id);
    expect(await typesOf(id)).toEqual(["received"]);
    expect(await submittedAbout(bars.intake.db, other)).toMatchObject([
      { type: "received", suggestedLink: id, picture: { dataQuality: ["amendment-of-another-person"] } },
    ]);

    // Later words of each reach their own.
    expect(referralIdOf(await post(updateOf(request, 120_000)))).toBe(id);
    expect(referralIdOf(await post(updateOf(request, 180_000, change)))).toBe(other);
  });

  test("and a cancellation that does withdraws nobody", async () => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    const cancelled = cancelOf(request, 60_000);
    bornLater((type) => cancelled.entry.find((entry: Loose) => entry.resource.resourceType === type).resource);
    const refused = await post(cancelled);
    expect([refused.status, ...issuesOf(refused)]).toEqual([409, "REC_CONFLICT conflict"]);
    expect(await typesOf(id)).toEqual(["received"]);
  });
});

describe("several patients of one incident", () => {
  test("are several referrals, also when nobody knows who they are; what is sent again finds its own", async () => {
    const ids = newIds();
    const first = validationRequest(ids, unidentified("Woman in the hall"));
    const second = ofOtherRequest(validationRequest(ids, unidentified("Man upstairs")), ids);
    const firstId = referralIdOf(await post(first));
    const secondId = referralIdOf(await post(second));
    expect(secondId).not.toBe(firstId);
    expect(referralIdOf(await post({ ...first, id: randomUUID() }))).toBe(firstId);
    expect(referralIdOf(await post(updateOf(first, 1_000)))).toBe(firstId);
    expect(referralIdOf(await post(updateOf(second, 1_000)))).toBe(secondId);
  });

  test("a cancellation or an update by the case number alone must know its patient: else it is 404, and nobody is withdrawn", async () => {
    const ids = newIds();
    const first = validationRequest(ids, unidentified("Woman in the hall"));
    const id = referralIdOf(await post(first));
    const never = ofOtherRequest(validationRequest(ids, unidentified("Man upstairs")), ids);
    for (const message of [cancelOf(never, 1_000), updateOf(never, 1_000)])
      expect((await post(message)).status).toBe(404);
    expect(await typesOf(id)).toEqual(["received"]);
  });
});

describe("a case that has gone back", () => {
  test("and is sent as new before anybody has acknowledged it is a new referral, not a word to a case that nobody looks at", async () => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    await bars.hear([handedBack(id, 2)]);
    const again = await post({ ...request, id: randomUUID() });
    expect(again.status).toBe(200);
    expect(referralIdOf(again)).not.toBe(id);
    expect(await submittedAbout(bars.intake.db, referralIdOf(again))).toMatchObject([
      { type: "received", suggestedLink: id },
    ]);
  });

  test("is not updated: the sender hears that it has its case again", async () => {
    const request = validationRequest(newIds());
    const id = referralIdOf(await post(request));
    await bars.hear([handedBack(id, 2)]);
    const refused = await post(updateOf(request, 1_000));
    expect([refused.status, ...issuesOf(refused)]).toEqual([409, "REC_CONFLICT conflict"]);
    expect(await typesOf(id)).toEqual(["received"]);
  });
});

describe("a sender whose clock was ahead", () => {
  test("may cancel and update once its clock is right again", async () => {
    const request = validationRequest(newIds(), (find) => {
      find("ServiceRequest").meta.lastUpdated = new Date(Date.now() + 3_600_000).toISOString();
    });
    const id = referralIdOf(await post(request));
    const held = await read(bars.app, `ServiceRequest/${id}`, ambulanceFeed);
    expect(Date.parse(held.body.meta.lastUpdated)).toBeLessThanOrEqual(Date.now() + 1_000);
    const now = (message: Loose): Loose => {
      const { meta } = message.entry.find((entry: Loose) => entry.resource.resourceType === "ServiceRequest").resource;
      meta.lastUpdated = new Date(Date.now() + 1).toISOString();
      return message;
    };
    expect((await post(now(updateOf(request, 0)))).status).toBe(200);
    expect((await post(now(cancelOf(request, 0)))).status).toBe(200);
    expect(await typesOf(id)).toEqual(["received", "amendment-received", "withdrawal-received"]);
  });
});

test("a retry of what was refused hears the refusal again, never that it was taken", async () => {
  const request = validationRequest(newIds());
  await post(request);
  await post(updateOf(request, 120_000));
  const stale = updateOf(request, 60_000);
  const ids = { "x-request-id": randomUUID(), "x-correlation-id": randomUUID() };
  for (const answered of [await post(stale, ids), await post(stale, ids)])
    expect([answered.status, ...issuesOf(answered)]).toEqual([409, "REC_CONFLICT conflict"]);
});
