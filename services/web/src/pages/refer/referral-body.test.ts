import { eligibilityCheckBody, submitBodies, type Feed, type Principal } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { checkBody, referralBody, type Sending } from "./referral-body.ts";

const nowMs = Date.UTC(2026, 10, 22, 12, 0, 0);
const crew: Principal = {
  subject: "local:crew",
  name: "Rowan Sample",
  role: "crew",
  organisation: "RYC",
  registration: { body: "HCPC", number: "PA00001" },
};
const coordinator: Principal = {
  subject: "local:spa",
  name: "Robin Sample",
  role: "spa-coordinator",
  organisation: "R1L",
};

const answers = {
  address: "1 Sample Close, Basildon",
  postcode: "SS14 3AB",
  need: "FALL",
  caseId: "EX-22112026-0001",
  callSign: "EX402",
  callBack: "07700 900101",
  ageYears: "85",
  sex: "female",
  screened: "yes",
  onFloorNow: "no",
  headStrike: "no",
  helpWithinTwoHours: "yes",
  respirations: "18",
  temperature: "36.9",
  onOxygen: "no",
} as const;

const sending = (change: Partial<Sending> = {}): Sending => ({
  feed: "ambulance",
  answers,
  found: [],
  principal: crew,
  nowMs,
  ...change,
});

describe("a referral from the form", () => {
  it.each(["ambulance", "hospital", "primary-care", "community"] as const satisfies readonly Feed[])(
    "fits the contract of the %s feed",
    (feed) => {
      const parsed = submitBodies[feed].safeParse(referralBody(sending({ feed })));
      expect(parsed.error?.issues ?? []).toEqual([]);
    },
  );

  it("never says no for a question that nobody answered", () => {
    const body = referralBody(sending({ answers: { ...answers, anticoagulant: "", manageableAtHome: "" } }));
    expect(body["clinical"]).toMatchObject({ fall: { anticoagulant: "unknown", antiplatelet: "unknown" } });
    expect(body["clinical"]).not.toHaveProperty("manageableAtHome");
  });

  it("claims a whole screen only when one was done", () => {
    expect(referralBody(sending())["clinical"]).toMatchObject({
      redFlagScreen: { findings: [], registered: true, doneBy: "paramedic" },
    });
    const { screened: _screened, ...unscreened } = answers;
    expect(referralBody(sending({ answers: unscreened }))["clinical"]).not.toHaveProperty("redFlagScreen");
    expect(referralBody(sending({ answers: unscreened, found: ["strokeSigns"] }))["clinical"]).toMatchObject({
      redFlagScreen: { findings: ["strokeSigns"], covers: ["strokeSigns"] },
    });
  });

  it("rules nothing out when something was found and nothing is ticked yet", () => {
    const { headStrike: _headStrike, ...unsaid } = answers;
    const some = sending({ answers: { ...unsaid, screen: "some" } });
    for (const body of [referralBody(some), checkBody(some)]) {
      expect(body["clinical"]).not.toHaveProperty("redFlagScreen");
      expect(body["clinical"]).toMatchObject({ fall: { headStrike: "unknown" } });
    }
    expect(referralBody({ ...some, found: ["strokeSigns"] })["clinical"]).toMatchObject({
      redFlagScreen: { findings: ["strokeSigns"] },
    });
  });

  it("takes the call-back number for another one that was cleared again", () => {
    const body = referralBody(sending({ answers: { ...answers, bypass: "", outOfHours: "07700 900102" } }));
    expect(body["crew"]).toMatchObject({ numbers: { bypass: "07700 900101", outOfHours: "07700 900102" } });
  });

  it("writes a telephone call down as one, for the caller's organisation", () => {
    const body = referralBody(
      sending({
        feed: "community",
        principal: coordinator,
        answers: { ...answers, callerName: "Poppy Sample", onBehalfOf: "SYN901" },
      }),
    );
    expect(body).toMatchObject({
      channel: "phone",
      onBehalfOf: "SYN901",
      organisation: "R1L",
      caller: { name: "Poppy Sample" },
    });
    expect(submitBodies.community.safeParse(body).success).toBe(true);
  });
});

describe("what is filled in without a network", () => {
  it("keeps the time of each answer, however late it is sent", () => {
    const body = referralBody(
      sending({
        answers: {
          ...answers,
          onFloorNow: "yes",
          onFloorSince: "2026-11-22T11:20:00.000Z",
          screenedAt: "2026-11-22T11:31:00.000Z",
          observedAt: "2026-11-22T11:35:00.000Z",
        },
      }),
    );
    expect(body["clinical"]).toMatchObject({
      fall: { onFloorNow: "yes", onFloorSince: "2026-11-22T11:20:00.000Z" },
      redFlagScreen: { at: "2026-11-22T11:31:00.000Z" },
      observations: { takenAt: "2026-11-22T11:35:00.000Z" },
    });
    expect(submitBodies.ambulance.safeParse(body).error?.issues ?? []).toEqual([]);
  });

  it("sends the position of the device where there is one, beside or without an address", () => {
    const { address: _address, postcode: _postcode, ...elsewhere } = answers;
    const body = referralBody(sending({ answers: { ...elsewhere, latitude: "51.5712", longitude: "0.4946" } }));
    expect(body["incident"]).toEqual({ latitude: 51.5712, longitude: 0.4946 });
    expect(submitBodies.ambulance.safeParse(body).error?.issues ?? []).toEqual([]);
  });

  it("reads a whole screen that found nothing as a head that was not hit", () => {
    const { headStrike: _headStrike, ...unsaid } = answers;
    const fallOf = (change: Partial<Sending>) =>
      (referralBody(sending(change))["clinical"] as { fall: { headStrike: string } }).fall.headStrike;
    expect(fallOf({ answers: unsaid })).toBe("no");
    expect(fallOf({ answers: unsaid, found: ["headInjury"] })).toBe("yes");
    expect(fallOf({ answers: { ...unsaid, screened: "no" } })).toBe("unknown");
  });
});

describe("the check before sending", () => {
  it("fits its contract and names nobody", () => {
    const body = checkBody(sending({ answers: { ...answers, name: "Avery Testcase", nhsNumber: "999 100 0011" } }));
    expect(eligibilityCheckBody.safeParse(body).error?.issues ?? []).toEqual([]);
    expect(JSON.stringify(body)).not.toMatch(/Testcase|9991000011|999 100|Sample Close/);
  });
});
