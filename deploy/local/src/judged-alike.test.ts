// The page and the service judge the same answers alike: the criteria as they come over HTTP, on the one side in the page's code, on the other in the route's.
import { createDirectory, routesOf } from "@ucrt/domain";
import { addCheckRoute } from "@ucrt/eligibility/src/check-eligibility.ts";
import { loadCriteria } from "@ucrt/eligibility/src/criteria-in-force.ts";
import { addCriteriaRoute } from "@ucrt/eligibility/src/get-criteria.ts";
import {
  alternative,
  criteriaAnswer,
  eligibilityCheckAnswer,
  needCode,
  redFlag,
  type Feed,
  type Principal,
} from "@ucrt/schemas";
import { readDirectory, readTimeouts } from "@ucrt/schemas/areas";
import { createHttpServer, createLogger, type HttpServer } from "@ucrt/service";
import { fakeClock } from "@ucrt/testing";
import { compileAnswer, judgeForm } from "@ucrt/web/src/pages/refer/judge.ts";
import { checkBody, type Sending } from "@ucrt/web/src/pages/refer/referral-body.ts";
import { fitting, withoutHalfTyped } from "@ucrt/web/src/pages/refer/without-half-typed.ts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const area = "mid-and-south-essex";
const atMs = Date.UTC(2026, 10, 25, 9, 0);
const crew: Principal = {
  subject: "crew-1",
  name: "Rowan Sample",
  role: "crew",
  organisation: "RYC",
  registration: { body: "HCPC", number: "PA00001" },
};
const directory = createDirectory(readDirectory(area));
const placeOfPractice = new Map(directory.data.practices.map(({ ods, place }) => [ods, place]));

let app: HttpServer;
beforeAll(async () => {
  app = await createHttpServer({
    logger: createLogger({ service: "judged-alike", level: "fatal" }),
    ready: () => ({ ready: true }),
    authenticate: async () => crew,
    routes: routesOf("eligibility"),
  });
  const criteria = loadCriteria({ area, mode: "local" });
  const clock = fakeClock(atMs);
  addCriteriaRoute(app, { criteria, clock });
  addCheckRoute(app, {
    criteria,
    directory,
    teamStates: new Map(),
    clock,
    decisionByMinutes: readTimeouts(area).value.decisionByMinutes,
    record: async () => undefined,
  });
});
afterAll(() => app.close());

async function criteriaOfThePage() {
  const served = await app.inject({ method: "GET", url: "/api/criteria" });
  const compiled = compileAnswer(criteriaAnswer.parse(served.json()));
  if (compiled === undefined) throw new Error("The page does not understand the criteria.");
  return compiled;
}

const maybe = (values: readonly string[]) => fc.option(fc.constantFrom(...values), { nil: "" });
const answer = maybe(["yes", "no", "unknown"]);
const ago = (minutes: number) => new Date(atMs - minutes * 60_000).toISOString();

/** What somebody may have tapped and typed, half-typed numbers and dates included. */
const answers = fc.record({
  need: fc.constantFrom(...needCode.options),
  ageYears: maybe(["", "8", "17", "85", "850", "x"]),
  dateOfBirth: maybe(["1941-03-27", "2020-01-01", "1941-0"]),
  sex: maybe(["female", "male"]),
  practice: maybe(["SYN101", "X99999", "S"]),
  arpCategory: maybe(["C1", "C3", "C5"]),
  alternative: maybe(alternative.options),
  screened: maybe(["yes", "no"]),
  screenedAt: fc.constantFrom(ago(5), ago(300)),
  onFloorNow: answer,
  onFloorSince: maybe([ago(20), ago(120)]),
  anticoagulant: answer,
  antiplatelet: answer,
  helpWithinTwoHours: answer,
  manageableAtHome: answer,
  safeToWaitTwoHours: answer,
  agreesToVisit: maybe(["yes", "no", "unknown", "best-interests"]),
  mentalHealthCrisisIsPrimary: answer,
  intoxicated: answer,
  safeguarding: answer,
  sceneSafety: maybe(["safe", "unsafe"]),
  respirations: maybe(["16", "22", "9", "160"]),
  saturation: maybe(["97", "91"]),
  systolic: maybe(["130", "88"]),
  pulse: maybe(["80", "132"]),
  temperature: maybe(["36.8", "39.4"]),
  onOxygen: maybe(["yes", "no"]),
  consciousness: maybe(["alert", "voice", "new-confusion"]),
  observedAt: fc.constantFrom(ago(10), ago(90)),
});

const sendings: fc.Arbitrary<Sending> = fc.record({
  answers,
  found: fc.subarray(redFlag.options, { maxLength: 2 }),
  feed: fc.constantFrom<Feed>("ambulance", "hospital", "primary-care", "community"),
  principal: fc.constant(crew),
  nowMs: fc.constant(atMs),
});

describe("a form judged on the device and by the service", () => {
  it("comes to the same findings, words and open questions for any answers", async () => {
    const compiled = await criteriaOfThePage();
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(sendings, async (sending) => {
        const whole = checkBody(sending);
        const typed = withoutHalfTyped(whole);
        if (typed === undefined) throw new Error(`Not to be read: ${JSON.stringify(whole)}`);
        const onDevice = judgeForm(compiled, typed, { atMs, placeOfPractice });
        const response = await app.inject({
          method: "POST",
          url: "/api/eligibility-checks",
          headers: { "content-type": "application/json" },
          payload: JSON.stringify(fitting(whole)),
        });
        expect(response.statusCode, response.body).toBe(200);
        const served = eligibilityCheckAnswer.parse(response.json());
        outcomes.add(served.outcome);
        expect({
          outcome: onDevice.outcome,
          response: onDevice.response,
          instruction: onDevice.instruction,
          reasons: onDevice.reasons,
          missing: onDevice.missing,
        }).toEqual({
          outcome: served.outcome,
          response: served.response,
          instruction: served.instruction,
          reasons: served.reasons,
          missing: served.missing,
        });
      }),
      { numRuns: 300 },
    );
    // The answers were not all of one kind.
    expect([...outcomes]).toEqual(expect.arrayContaining(["emergency", "review"]));
  });

  it("agrees that nothing speaks against it once everything is answered", async () => {
    const compiled = await criteriaOfThePage();
    const typed = withoutHalfTyped(
      checkBody({ answers: soundFall, found: [], feed: "ambulance", principal: crew, nowMs: atMs }),
    );
    if (typed === undefined) throw new Error("Not to be read.");
    expect(judgeForm(compiled, typed, { atMs, placeOfPractice })).toMatchObject({ outcome: "suitable", open: [] });
  });
});

/** The shortest honest way of a crew: on the floor for half an hour, not hurt, a full set of observations. */
const soundFall = {
  need: "FALL",
  onFloorNow: "yes",
  onFloorSince: ago(30),
  screened: "yes",
  screenedAt: ago(1),
  ageYears: "85",
  manageableAtHome: "yes",
  safeToWaitTwoHours: "yes",
  agreesToVisit: "yes",
  respirations: "16",
  saturation: "97",
  systolic: "131",
  pulse: "80",
  temperature: "36.8",
  onOxygen: "no",
  consciousness: "alert",
};
