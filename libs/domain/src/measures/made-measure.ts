/** A made-up measure for tests: a crew's referral just received, with whatever a test changes. Nothing here is a real person or place. */
import type { FactOf } from "@ucrt/schemas";
import { T0, madePicture, referralId } from "../referral/made-referral.ts";
import { foldMeasure } from "./fold-measure.ts";
import type { Measure } from "./measure.ts";

const opened: FactOf<"opened"> = {
  type: "opened",
  id: referralId,
  referralId,
  sequence: 1,
  revision: 1,
  at: T0,
  recordedAt: T0,
  actor: {
    kind: "system",
    subject: "queue",
    name: null,
    role: "system",
    organisation: null,
    team: null,
    registration: null,
  },
  causationId: "c",
  correlationId: "c",
  data: {
    feed: "ambulance",
    source: "crew",
    channel: "system",
    senderOrganisation: "ORG1",
    onBehalfOf: null,
    submitter: null,
    isCandidate: false,
    alertsStaffAutomatically: false,
    picture: madePicture(),
    needIdentifiedAt: null,
    receivedAt: T0,
    ambulanceClockStartAt: null,
    validationBreachAt: null,
    crewOnSceneAt: null,
    clockStartAt: T0,
    clockStartBasis: "received",
    decisionBy: T0 + 900_000,
    twoHourDueAt: T0 + 7_200_000,
    handBackAt: null,
    checkId: null,
    earlierReferrals: [],
  },
};

export function aMeasure(changes: Partial<Measure> = {}): Measure {
  const measure = foldMeasure(null, opened);
  if (measure === null) throw new Error("opened opens");
  return { ...measure, ...changes };
}
