/**
 * `eligibility`, `routing` and `metrics`: readers of facts. In: facts as the bus brings them. Out: advice (the real one, made by the real code), and what
 * the numbers were folded to. They hold nothing that could be lost: the same fact gives the same advice under the same id.
 */
import type { CompiledCriteria, Measure } from "@ucrt/domain";
import type { ReferralFact, TeamState } from "@ucrt/schemas";
import { Outbox, Process } from "./bus.ts";
import type { World } from "./world.ts";

export interface Advisers {
  readonly measures: ReadonlyMap<string, Measure>;
  readonly isSettled: () => boolean;
}

/** Starts the readers in this world. */
export function startAdvisers(world: World, criteria: CompiledCriteria): Advisers {
  const inForce = { versions: [], at: () => criteria, version: () => criteria };
  const eligibility = new Process("eligibility");
  const assessed = new Outbox(world, eligibility);
  world.bus.read(
    "facts",
    eligibility,
    (fact) => {
      if (fact.type !== "opened" && fact.type !== "amended") return;
      assessed.add([{ topic: "advice", value: world.core.adviseOn(fact, inForce) }]);
    },
    ({ type }) => type === "opened" || type === "amended",
  );

  const routing = new Process("routing");
  const routed = new Outbox(world, routing);
  const teamStates = new Map<string, TeamState>();
  world.bus.read("teams", routing, (state) => {
    if (state.version >= (teamStates.get(state.team)?.version ?? 0)) teamStates.set(state.team, state);
  });
  world.bus.read(
    "facts",
    routing,
    (fact) => {
      if (fact.type !== "routing-requested") return;
      routed.add([
        { topic: "advice", value: world.core.adviseRouting(fact, { directory: world.directory, teamStates }) },
      ]);
    },
    ({ type }) => type === "routing-requested",
  );

  const metrics = new Process("metrics");
  const measures = new Map<string, Measure>();
  world.bus.readInOrder("facts", metrics, (fact: ReferralFact) => {
    const measure = world.core.foldMeasure(measures.get(fact.referralId) ?? null, fact);
    if (measure !== null) measures.set(fact.referralId, measure);
  });
  return { measures, isSettled: () => assessed.isEmpty && routed.isEmpty };
}
