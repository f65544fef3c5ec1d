/** Board rows, beats and changes for tests. In: what a test wants different. Out: records as the contract has them. */
import { randomUUID } from "node:crypto";
import type { BoardBeat, BoardRow } from "@ucrt/schemas";

const atMs = Date.parse("2026-12-01T12:00:00Z");

/** A row waiting for a team, sent by a crew of RYC. */
export function madeRow(given: Partial<BoardRow> = {}): BoardRow {
  return {
    kind: "row",
    referralId: randomUUID(),
    version: 1,
    lane: "waiting-for-team",
    state: "waiting",
    waitingFor: "offer",
    place: "thurrock",
    placesDisagree: false,
    ageYears: 82,
    sex: "female",
    need: "FALL",
    feed: "ambulance",
    source: "crew",
    senderOrganisation: "RYC",
    submitter: "crew-1",
    onBehalfOf: null,
    response: "two-hour",
    outcome: "suitable",
    redirectTo: null,
    reasons: [],
    criteriaApproved: false,
    responsibility: "referrer",
    owner: { kind: "system", name: null },
    nextDeadline: null,
    receivedAt: atMs,
    clockStartAt: atMs,
    decisionBy: atMs + 900_000,
    twoHourDueAt: atMs + 7_200_000,
    handBackAt: null,
    arpCategory: "C3",
    offer: null,
    team: null,
    expectedAt: null,
    isCrewWaiting: true,
    isOnFloor: true,
    is999: true,
    isEndOfLife: false,
    flags: [],
    alarms: [],
    claimedBy: null,
    linkSuggested: false,
    openCallTasks: 0,
    endedAs: null,
    changedAt: atMs,
    ...given,
  };
}

/** A live offer to a team. */
export function madeOffer(team: string): NonNullable<BoardRow["offer"]> {
  return { offerId: randomUUID(), team, lapsesAt: atMs + 600_000, seen: false, isMutualAid: false };
}

/** A beat with nothing unsent. */
export function madeBeat(given: Partial<BoardBeat> = {}): BoardBeat {
  return { kind: "beat", partition: 0, at: atMs, oldestUnsentAgeMs: 0, lastFetchAt: atMs, version: 1, ...given };
}
