/**
 * The area of the simulation: three made teams over made places, the real criteria and timeouts, the feeds' good examples. In: nothing. Out: the same for
 * every seed; made once in a process.
 */
import { compileCriteria, type CompiledCriteria, type Directory } from "@ucrt/domain";
import { everyDay, madeDirectory, madeTeam } from "@ucrt/domain/made";
import { ambulanceMessage, communityMessage, feed as feeds, hospitalMessage, primaryCareMessage } from "@ucrt/schemas";
import { loadCriteriaVersions, readTimeouts, type Timeouts } from "@ucrt/schemas/areas";
import { goodExamples } from "@ucrt/testing/examples";
import type { SenderExamples } from "./sender-model.ts";

export interface SimulatedArea {
  readonly directory: Directory;
  readonly criteria: CompiledCriteria;
  readonly timeouts: Timeouts;
  readonly senders: SenderExamples;
  /** When a seed may begin, epoch ms. */
  readonly starts: readonly number[];
}

const contracts = {
  ambulance: ambulanceMessage,
  hospital: hospitalMessage,
  "primary-care": primaryCareMessage,
  community: communityMessage,
} as const;
const area = "mid-and-south-essex";

/** An ordinary morning and afternoon, the evening when teams close, the night, both changes of the clocks, the end of a year. */
const starts = [
  "2026-11-03T10:00:00Z",
  "2026-11-03T13:30:00Z",
  "2026-11-03T16:30:00Z",
  "2026-11-04T06:30:00Z",
  "2026-11-04T02:00:00Z",
  "2026-10-25T00:15:00Z",
  "2027-03-28T00:15:00Z",
  "2026-12-31T22:00:00Z",
].map((text) => Date.parse(text));

let made: SimulatedArea | undefined;

/** The area, read on first use. */
export function simulatedArea(): SimulatedArea {
  return (made ??= read());
}

function read(): SimulatedArea {
  const [version] = loadCriteriaVersions({ area });
  if (version === undefined) throw new Error(`The area ${area} has no criteria.`);
  const always = everyDay("00:00-24:00");
  return {
    directory: madeDirectory({
      teams: {
        "team-a": madeTeam({
          skills: ["nursing", "therapy"],
          mutualAid: ["team-b"],
          outOfHours: { coveredBy: ["team-c"], coverTakesTwoHour: true, service: "helpline" },
        }),
        "team-b": madeTeam({ places: ["north", "south"], hours: always, lastTwoHourReferral: "none", capacity: 2 }),
        "team-c": madeTeam({
          places: ["elsewhere"],
          hours: everyDay("00:00-08:00", "18:00-24:00"),
          lastTwoHourReferral: "none",
          capacity: 1,
        }),
      },
    }),
    criteria: compileCriteria(version.set, version.identity),
    timeouts: readTimeouts(area).value,
    senders: { cases: exampleCases(), places: ["north", "north", "south", "elsewhere", null] },
    starts,
  };
}

function exampleCases(): SenderExamples["cases"] {
  return feeds.options.flatMap((feed) =>
    goodExamples(feed).flatMap(({ message }) => {
      const parsed = contracts[feed].parse(message);
      return parsed.kind === "referral" || parsed.kind === "amendment" ? [{ feed, message: parsed }] : [];
    }),
  );
}
