// Many clinicians of a team press "accept" on the same offer at once. In: the front door, how many contests. Out: words; every press is in the history,
// where at most one acceptance may stand. 2, 8 and 30 of them in turn, one of whom may be the driver's own.
import { waitFor } from "@ucrt/testing/wait-for";
import { coordinator, teamClinician, type Team } from "../simulation/cast.ts";
import { openLiveBoard } from "../simulation/live-board.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import type { Row } from "../simulation/team-at-work.ts";
import type { HistoryWriter } from "./history.ts";
import { recordedPerson, type RecordedPerson } from "./recorded-person.ts";

const crowds = [2, 8, 30] as const;
const nextOfferWithinMs = 60_000;

export async function acceptTogether(options: {
  readonly webUrl: string;
  readonly history: HistoryWriter;
  readonly count: number;
}): Promise<string> {
  const { webUrl, history } = options;
  const board = await openLiveBoard(webUrl, personAtWork(webUrl, coordinator));
  const known = new Map<string, RecordedPerson>();
  const clinician = (team: Team, index: number): RecordedPerson => {
    const subject = `faults:${team}:contest-${index}`;
    const person =
      known.get(subject) ??
      recordedPerson({
        webUrl,
        identity: { ...teamClinician(team), name: `Nurse ${index} of ${team}` },
        subject,
        history,
      });
    known.set(subject, person);
    return person;
  };
  const contested = new Set<string>();
  const freshOffer = (): Row | undefined =>
    [...board.rows.values()].find(
      (row) => row.state === "offered" && row.offer !== null && !contested.has(row.offer.offerId),
    );
  let presses = 0;
  let won = 0;
  try {
    for (let contest = 0; contest < options.count; contest += 1) {
      const row = await waitFor(freshOffer, "another offer is on the board", nextOfferWithinMs);
      const { offer } = row;
      if (offer === null) continue;
      contested.add(offer.offerId);
      const crowd = crowds[contest % crowds.length] ?? 2;
      const body = { offerId: offer.offerId, expectedAt: new Date(Date.now() + 3_600_000).toISOString() };
      const answers = await Promise.all(
        Array.from({ length: crowd }, (_, index) =>
          clinician(offer.team as Team, index).post(`/api/referrals/${row.referralId}/accept`, body),
        ),
      );
      presses += crowd;
      const accepted = answers.filter(({ status }) => status === 200).length;
      if (accepted > 1) throw new Error(`${accepted} of ${crowd} clinicians were told that they accepted one offer`);
      won += accepted;
    }
  } finally {
    board.close();
  }
  return `${presses} presses on ${options.count} offers, ${won} won by one of the crowd`;
}
