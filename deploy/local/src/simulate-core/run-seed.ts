/**
 * One seed: some hours in which senders send, people act, processes die and messages go astray; then everything works again and comes to rest; then it is
 * judged. In: a seed, the core, whether to tell the story. Out: violations, and how much happened. The same seed and core give the same result.
 */
import { isOpen } from "@ucrt/domain";
import { startAdvisers } from "./adviser-models.ts";
import { IntakeModel } from "./intake-model.ts";
import { judgeEnd } from "./invariants-of-the-end.ts";
import { QueueModel } from "./queue-model.ts";
import { Senders } from "./sender-model.ts";
import { simulatedArea, type SimulatedArea } from "./simulated-area.ts";
import { Staff } from "./staff-model.ts";
import { realCore, World, type Core, type Violation } from "./world.ts";

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly referrals: number;
  readonly facts: number;
}

export interface SeedOptions {
  readonly core?: Core;
  /** Gets the story, line by line. */
  readonly tell?: (line: string) => void;
}

const MINUTE_MS = 60_000;
/** Senders and people are at work so long; then nobody does anything any more. */
const BUSY_MS = 150 * MINUTE_MS;
/** Checks of "sent again" come round every minute and wait two: after this nothing may be owed. */
const MENDING_MS = 40 * MINUTE_MS;
/** Long enough for every call task and acknowledgement of what was refused. */
const QUIET_MS = 60 * MINUTE_MS;
/** A seed has some thousands of steps; this many means that something never rests. */
const MOST_STEPS = 400_000;

/** Plays one seed. Never throws: what breaks is a violation. */
export function runSeed(seed: number, { core = realCore, tell }: SeedOptions = {}): SeedResult {
  const area = simulatedArea();
  const world = new World({ seed, core, directory: area.directory, starts: area.starts, tell });
  const queue = new QueueModel(world, area.timeouts);
  try {
    play(world, queue, area);
  } catch (error) {
    world.violate("I13", error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  let facts = 0;
  for (const entry of queue.entries.values()) facts += entry.facts.length;
  return { seed, violations: world.violations, referrals: queue.entries.size, facts };
}

function play(world: World, queue: QueueModel, area: SimulatedArea): void {
  const { chance, agenda } = world;
  const intake = new IntakeModel(world);
  const advisers = startAdvisers(world, area.criteria);
  const senders = new Senders(world, intake, area.senders);
  const staff = new Staff(world, queue);
  const busyUntilMs = world.startMs + BUSY_MS;
  const endMs = busyUntilMs + MENDING_MS + QUIET_MS;

  const cases = chance.between(1, 5);
  for (let number = 1; number <= cases; number += 1)
    senders.begin(number, { atMs: world.startMs + chance.between(MINUTE_MS, 60 * MINUTE_MS), untilMs: busyUntilMs });

  const pace = chance.pick([20_000, 60_000, 240_000, 1_200_000]);
  const actAgain = (): void => {
    if (agenda.nowMs > busyUntilMs) return;
    staff.act();
    agenda.in(chance.between(0, 2 * pace), actAgain);
  };
  agenda.in(MINUTE_MS, actAgain);
  everyMinute(world, endMs, () => {
    queue.look();
    intake.look();
  });
  watchDoors(world, queue, endMs);
  changeTeams(world, queue, busyUntilMs);

  queue.lastTimerMs = endMs;
  agenda.runUntil(busyUntilMs, MOST_STEPS);
  world.heal();
  agenda.runUntil(endMs, MOST_STEPS);
  // What the last timers sent still arrives; nothing new begins.
  for (let more = 0; more < 20 && (world.underWay > 0 || !queue.isSettled); more += 1)
    agenda.runUntil(agenda.nowMs + MINUTE_MS, MOST_STEPS);
  judgeEnd({ world, queue, intake, advisers, senders, staff });
}

function everyMinute(world: World, untilMs: number, what: () => void): void {
  const again = (): void => {
    what();
    if (world.agenda.nowMs < untilMs) world.agenda.in(MINUTE_MS, again);
  };
  world.agenda.in(MINUTE_MS, again);
}

/** Teams open and close by the directory's hours. */
function watchDoors(world: World, queue: QueueModel, untilMs: number): void {
  const wasOpen = new Map(world.directory.teams.map((team) => [team.id, isOpen(team, world.startMs)]));
  const look = (): void => {
    for (const team of world.directory.teams) {
      const isNow = isOpen(team, world.agenda.nowMs);
      if (isNow && wasOpen.get(team.id) !== true) queue.opens(team.id);
      wasOpen.set(team.id, isNow);
    }
    if (world.agenda.nowMs < untilMs) world.agenda.in(5 * MINUTE_MS, look);
  };
  world.agenda.in(5 * MINUTE_MS, look);
}

/** Teams pause, go on, and change how much they can take. */
function changeTeams(world: World, queue: QueueModel, untilMs: number): void {
  const { chance, agenda } = world;
  const changes = chance.between(0, 12);
  for (let change = 0; change < changes; change += 1)
    agenda.at(world.startMs + chance.between(0, untilMs - world.startMs), () => {
      const { id } = chance.pick(world.directory.teams);
      const what = chance.weighted({ pause: 2, resume: 4, capacity: 2, close: 1, open: 3 });
      const changed =
        what === "pause" || what === "resume"
          ? { isPaused: what === "pause" }
          : what === "capacity"
            ? { capacity: chance.between(0, 4) }
            : { isOpen: what === "open" };
      world.say(() => `${id} says ${what}`);
      queue.setTeam(id, changed);
    });
}
