// No combination of allowed questions gives back a small count: random worlds, everything asked, and a reader who works it out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attack, keyOf, type KnownSum, type SeenCell } from "./attacker.ts";
import { buildFamily, type CountRelation, type Family, type FamilyCell, type FamilyTable } from "./build-family.ts";
import { hideCells } from "./hide-cells.ts";
import { roundCount, type DisclosureRules } from "./rules.ts";

const rules: DisclosureRules = { roundTo: 5, hideFrom: 1, hideTo: 7, leastSlack: 6, leastPossible: 3 };

const relations: readonly CountRelation[] = [
  { total: "received", parts: ["suitable", "review"], isOpen: false },
  { total: "suitable", parts: ["seen"], isOpen: true },
];
const known: readonly KnownSum[] = [
  { whole: "received", parts: ["suitable", "review"] },
  { whole: "suitable", parts: ["seen"], atLeast: true },
];
const counts = ["received", "suitable", "review", "seen"];

interface World {
  readonly months: readonly string[];
  readonly places: readonly string[];
  readonly sources: readonly string[];
  readonly teams: readonly string[];
  readonly cells: readonly FamilyCell[];
}

/** Mostly small: that is where it is hard. */
const amount = fc.oneof(
  { arbitrary: fc.constant(0), weight: 3 },
  { arbitrary: fc.integer({ min: 1, max: 4 }), weight: 4 },
  { arbitrary: fc.integer({ min: 5, max: 12 }), weight: 2 },
  { arbitrary: fc.integer({ min: 13, max: 90 }), weight: 1 },
);

const someOf = (all: readonly string[], least: number) =>
  fc.integer({ min: least, max: all.length }).map((size) => all.slice(0, size));

function worlds(size: { months: number; places: number; sources: number; teams: number }): fc.Arbitrary<World> {
  return fc
    .record({
      months: someOf(["2026-10", "2026-11", "2026-12", "2026-09", "2026-08", "2026-07"].slice(0, size.months), 1),
      places: someOf(["north", "south", "east"].slice(0, size.places), 1),
      sources: someOf(["crew", "gp", "ward"].slice(0, size.sources), 1),
      teams: someOf(["a", "b"].slice(0, size.teams), 1),
    })
    .chain(({ months, places, sources, teams }) => {
      const groups = months.flatMap((month) =>
        places.flatMap((place) => sources.flatMap((source) => teams.map((team) => ({ month, place, source, team })))),
      );
      return fc
        .array(fc.tuple(amount, amount, fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: groups.length,
          maxLength: groups.length,
        })
        .map((drawn) => ({
          months,
          places,
          sources,
          teams,
          cells: groups.flatMap(({ month, place, source, team }, index) => {
            const [suitable, review, share] = drawn[index] ?? [0, 0, 0];
            const made = { received: suitable + review, suitable, review, seen: Math.round(suitable * share) };
            return grouped({ place, source, team }).map((by) => ({ period: month, by, counts: made }));
          }),
        }));
    });
}

const tables: readonly FamilyTable[] = [
  [],
  ["source"],
  ["place"],
  ["team"],
  ["source", "place"],
  ["place", "team"],
].map((breakdowns) => ({ breakdowns, counts }));

/** The same referrals in every table; cells of a month and a group are added up by the family. */
const grouped = (of: Readonly<Record<string, string>>): FamilyCell["by"][] =>
  tables.map(({ breakdowns }) => breakdowns.map((breakdown) => ({ breakdown, value: of[breakdown] ?? "" })));

const familyOf = (world: World): Family => buildFamily({ year: "2026", months: world.cells, tables, relations });

/** Every cell that may be asked for, as it is shown. */
function everythingShown(family: Family, isHidden: Uint8Array): { seen: SeenCell[]; truth: Map<string, number> } {
  const truth = new Map<string, number>();
  const seen = family.periods.flatMap((period) =>
    tables.flatMap(({ breakdowns }) =>
      family.valuesOf(breakdowns).flatMap((values) =>
        counts.map((count): SeenCell => {
          const by = Object.fromEntries(breakdowns.map((name, index) => [name, values[index] ?? ""]));
          const cell = family.cellOf({ period, breakdowns, values, count });
          const value = cell === undefined ? 0 : (family.system.values[cell] ?? 0);
          truth.set(keyOf({ period, by, count }), value);
          return {
            period,
            by,
            count,
            value: cell !== undefined && isHidden[cell] === 1 ? "*" : roundCount(value, rules),
          };
        }),
      ),
    ),
  );
  return { seen, truth };
}

const isSmall = (value: number | undefined) => value !== undefined && value >= 1 && value <= 7;

function fewestLeft(world: World, hide: typeof hideCells): number {
  const family = familyOf(world);
  const { seen, truth } = everythingShown(family, hide(family.system, rules).isHidden);
  const { ranges } = attack(seen, known);
  return Math.min(
    Infinity,
    ...[...ranges].filter(([key]) => isSmall(truth.get(key))).map(([, [low, high]]) => high - low + 1),
  );
}

/** The planted weak rule: hides small counts and nothing beside them. */
const hideSmallOnly: typeof hideCells = (system) => ({
  isHidden: Uint8Array.from(system.values, (value, cell) => (system.isSilent[cell] === 0 && isSmall(value) ? 1 : 0)),
  unprotected: 0,
  rounds: 0,
});

describe("a reader who asks everything", () => {
  it("keeps at least three values for each small count, following every sum", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(worlds({ months: 6, places: 3, sources: 3, teams: 2 }), (world) => {
        expect(fewestLeft(world, hideCells)).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 150 },
    );
  });

  it(
    "keeps at least three values for each small count in small worlds, trying every whole number",
    { timeout: 120_000 },
    () => {
      let tried = 0;
      let gaveUp = 0;
      fc.assert(
        fc.property(worlds({ months: 2, places: 2, sources: 2, teams: 1 }), (world) => {
          const family = familyOf(world);
          const { seen, truth } = everythingShown(family, hideCells(family.system, rules).isHidden);
          const { ranges, possible } = attack(seen, known);
          for (const key of ranges.keys()) {
            if (!isSmall(truth.get(key))) continue;
            const values = possible(key, 3);
            if (values === undefined) gaveUp += 1;
            else {
              tried += 1;
              expect(values.length, key).toBeGreaterThanOrEqual(3);
            }
          }
        }),
        { numRuns: 150 },
      );
      expect(tried).toBeGreaterThan(gaveUp);
    },
  );

  it("finds small counts when only they are hidden: the reader can win", () => {
    const won = fc
      .sample(worlds({ months: 3, places: 3, sources: 3, teams: 2 }), { numRuns: 60, seed: 1 })
      .filter((world) => fewestLeft(world, hideSmallOnly) === 1);
    expect(won.length).toBeGreaterThan(0);
  });
});
