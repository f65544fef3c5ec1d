// The messages of a load run, made before it starts. In: feeds with weights, a number. Out: message texts with their ids, spread over the four
// teams' towns. Everybody is invented; every person is another one, so that nothing is suggested as a duplicate.
import { feed, type Feed } from "@ucrt/schemas";
import { suitableReferral } from "@ucrt/local/people";

export interface MadeReferral {
  readonly feed: Feed;
  readonly requestId: string;
  readonly caseId: string;
  readonly body: string;
}

const organisations: Readonly<Record<Feed, string>> = {
  ambulance: "RYC",
  hospital: "RAJ",
  "primary-care": "SYN101",
  community: "SYN901",
};
const locations = {
  ambulance: "incident",
  hospital: "destination",
  "primary-care": "visit",
  community: "visit",
} as const;
/** One town of each team, so that no team's row is written by all. */
const towns = [
  { town: "Basildon", postcode: "SS14 3AB" },
  { town: "Chelmsford", postcode: "CM1 3AA" },
  { town: "Southend-on-Sea", postcode: "SS1 3AA" },
  { town: "Grays", postcode: "RM17 3AA" },
] as const;

type Json = Record<string, unknown>;

/** Makes `count` referrals whose feeds follow the weights in a fixed order: the same load every time. */
export function makeReferrals(
  count: number,
  weights: Partial<Readonly<Record<Feed, number>>>,
  way: "http" | "kafka",
): MadeReferral[] {
  const order = feedOrder(weights);
  const templates = new Map<Feed, ReturnType<typeof suitableReferral>>();
  for (const name of feed.options) if (order.includes(name)) templates.set(name, suitableReferral(name, Date.now()));
  return Array.from({ length: count }, (_unused, index) => {
    const name = order[index % order.length] ?? "ambulance";
    const template = templates.get(name);
    if (template === undefined) throw new Error(`No example for ${name}`);
    return makeOne(name, template, index, way);
  });
}

function makeOne(
  name: Feed,
  template: ReturnType<typeof suitableReferral>,
  index: number,
  way: "http" | "kafka",
): MadeReferral {
  const requestId = crypto.randomUUID();
  const caseId = `L-${requestId.slice(0, 18)}`;
  const { town, postcode } = towns[index % towns.length] ?? towns[0];
  const place = { lines: [`${(index % 80) + 1} Example Road`, town], postcode };
  const { practice: _practice, ...patient } = template.message["patient"] as Json;
  const location = { ...(template.message[locations[name]] as Json), ...place };
  const message = {
    ...template.message,
    ...Object.fromEntries(
      Object.entries(template.message)
        .filter(([, value]) => value === template.caseId)
        .map(([key]) => [key, caseId]),
    ),
    requestId,
    organisation: organisations[name],
    ...(way === "http" ? { channel: "form" } : {}),
    patient: {
      ...patient,
      name: `Load ${inLetters(requestId)}`,
      dateOfBirth: `${1931 + (index % 30)}-${two(1 + (index % 12))}-${two(1 + (index % 28))}`,
      ...(patient["homeAddress"] === undefined ? {} : { homeAddress: place }),
    },
    [locations[name]]: location,
  };
  return { feed: name, requestId, caseId, body: JSON.stringify(message) };
}

/** A name of letters alone: the product compares names by their letters, and digits would leave many people with one name. */
const inLetters = (id: string): string =>
  id.replaceAll("-", "").replace(/[0-9a-f]/g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));

/** Feeds in a fixed rotation: weights 3 and 1 give a, a, a, b. */
export function feedOrder(weights: Partial<Readonly<Record<Feed, number>>>): readonly Feed[] {
  const given = feed.options.flatMap((name) => {
    const weight = weights[name];
    return weight === undefined ? [] : [{ name, weight }];
  });
  const smallest = Math.min(...given.map((one) => one.weight));
  return given.flatMap(({ name, weight }) => Array.from({ length: Math.round(weight / smallest) }, () => name));
}

const two = (value: number): string => String(value).padStart(2, "0");
