/**
 * What everything in one seed shares: the clock, chance, the weather, the bus, the core under test, the story, and what was found broken.
 * In: a seed. Out: a world in which nothing has happened yet. The same seed gives the same world and the same story.
 */
import { decide, evolve, foldMeasure, type Directory } from "@ucrt/domain";
import { adviseOn } from "@ucrt/eligibility/src/on-referral-opened-or-amended.ts";
import { decideSubmission } from "@ucrt/intake/src/decide-submission.ts";
import { adviseRouting } from "@ucrt/routing/src/on-routing-requested.ts";
import { chanceFrom, type Chance } from "../simulation/chance.ts";
import { Agenda } from "./agenda.ts";
import { Bus, type TopicName, type Topics } from "./bus.ts";
import { fair, weatherOf, type Weather } from "./weather.ts";

/** The pure decisions that are simulated; a test puts a broken one in. */
export interface Core {
  readonly decide: typeof decide;
  readonly evolve: typeof evolve;
  readonly foldMeasure: typeof foldMeasure;
  readonly decideSubmission: typeof decideSubmission;
  readonly adviseOn: typeof adviseOn;
  readonly adviseRouting: typeof adviseRouting;
}

export const realCore: Core = { decide, evolve, foldMeasure, decideSubmission, adviseOn, adviseRouting };

export type Invariant = "I1" | "I2" | "I3" | "I4" | "I8" | "I9" | "I10" | "I13" | "I14";

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
  readonly atMs: number;
}

/** More of one seed say nothing new. */
const MOST_VIOLATIONS = 10;

export class World {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly bus: Bus;
  readonly core: Core;
  readonly directory: Directory;
  readonly startMs: number;
  readonly violations: Violation[] = [];
  /** Deliveries and relays that are still to come. */
  underWay = 0;
  #weather: Weather;
  readonly #tell: ((line: string) => void) | undefined;

  constructor(given: {
    readonly seed: number;
    readonly core: Core;
    readonly directory: Directory;
    readonly starts: readonly number[];
    readonly tell: ((line: string) => void) | undefined;
  }) {
    this.chance = chanceFrom(given.seed);
    // Neighbouring seeds begin alike; their first numbers are thrown away.
    for (let thrown = 0; thrown < 5; thrown += 1) this.chance.next();
    this.startMs = this.chance.pick(given.starts);
    this.agenda = new Agenda(this.startMs);
    this.core = given.core;
    this.directory = given.directory;
    this.#weather = weatherOf(this.chance);
    this.#tell = given.tell;
    this.bus = new Bus(this);
    this.say(() => `weather: ${weatherInWords(this.#weather)}`);
  }

  get weather(): Weather {
    return this.#weather;
  }

  /** From here on nothing is lost, late or dying: what was broken must mend by itself. */
  heal(): void {
    this.#weather = { ...fair, forgetsTaken: this.#weather.forgetsTaken };
    this.say(() => "everything works again");
  }

  happens(what: Exclude<keyof Weather, "forgetsTaken">): boolean {
    const likely = this.#weather[what];
    return likely > 0 && this.chance.next() < likely;
  }

  /** How long a message takes, ms: mostly moments, in bad weather up to some minutes. */
  delay(): number {
    if (!this.happens("late")) return this.chance.between(1, 200);
    return this.chance.next() < 0.8 ? this.chance.between(200, 20_000) : this.chance.between(20_000, 400_000);
  }

  violate(invariant: Invariant, what: string): void {
    if (this.violations.length >= MOST_VIOLATIONS) return;
    this.violations.push({ invariant, what, atMs: this.agenda.nowMs });
    this.say(() => `VIOLATED ${invariant}: ${what}`);
  }

  /** A line of the story; made only when somebody reads it. */
  say(line: () => string): void {
    if (this.#tell === undefined) return;
    const sinceMs = this.agenda.nowMs - this.startMs;
    const clock = new Date(this.agenda.nowMs).toISOString().slice(11, 23);
    this.#tell(`${clock} +${(sinceMs / 60_000).toFixed(1).padStart(6)} min  ${line()}`);
  }

  /** A message in a few words. */
  nameOf(value: Topics[TopicName]): string {
    if (!("type" in value)) return `state ${value.version} of ${value.team}`;
    const place = "sequence" in value ? ` #${value.sequence}` : "";
    return `${value.type} ${shortId(value.id)} about ${shortId(value.referralId)}${place}`;
  }
}

/** Enough of an id to tell them apart in a story. */
export const shortId = (id: string): string => (id.length > 12 && !id.includes("/") ? id.slice(0, 8) : id);

const weatherInWords = (weather: Weather): string =>
  Object.entries(weather)
    .filter(([, value]) => value !== 0 && value !== false)
    .map(([name, value]) => `${name} ${typeof value === "number" ? `${Math.round(value * 100)}%` : "yes"}`)
    .join(", ") || "fair";
