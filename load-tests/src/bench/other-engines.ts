/**
 * The same criteria in json-rules-engine and in zen-engine. In: a criteria set. Out: for each engine a function from flat facts to the truth of every
 * criterion: 2 true, 0 false, 1 unknown. Made by a program from the same file, so the three cannot drift apart.
 */
import { ZenDecisionContent, ZenEngine } from "@gorules/zen-engine";
import { Engine, type NestedCondition, type TopLevelCondition } from "json-rules-engine";
import type { CriteriaSet } from "@ucrt/schemas/criteria";
import { factName, formulasOf, type Comparison, type FlatFacts, type Formula } from "./two-valued.ts";

export type Truths = Readonly<Record<string, number>>;
export type OtherEngine = (facts: FlatFacts) => Promise<Truths>;

/** Two rules for each criterion: one fires when it is true, one when it is false; with neither it is unknown. */
export function jsonRulesEngine(set: CriteriaSet): OtherEngine {
  const formulas = formulasOf(set);
  const engine = new Engine();
  for (const [name, { isTrue, isFalse }] of Object.entries(formulas)) {
    engine.addRule({ conditions: asTopLevel(asCondition(isTrue)), event: { type: name, params: { truth: 2 } } });
    engine.addRule({ conditions: asTopLevel(asCondition(isFalse)), event: { type: name, params: { truth: 0 } } });
  }
  const unknown = Object.fromEntries(Object.keys(formulas).map((name) => [name, 1]));
  return async (facts) => {
    const { events } = await engine.run(facts);
    const truths: Record<string, number> = { ...unknown };
    for (const event of events) truths[event.type] = Number(event.params?.["truth"]);
    return truths;
  };
}

function asCondition(formula: Formula): NestedCondition {
  if ("all" in formula) return { all: formula.all.map(asCondition) };
  if ("any" in formula) return { any: formula.any.map(asCondition) };
  const { test } = formula;
  const fact = factName(test.input);
  switch (test.is) {
    case "one-of":
      return test.values.length === 1
        ? { fact, operator: "equal", value: test.values[0] }
        : { fact, operator: "in", value: test.values };
    case "at-least":
      return { fact, operator: "greaterThanInclusive", value: test.value };
    case "at-most":
      return { fact, operator: "lessThanInclusive", value: test.value };
    case "null":
      return { fact, operator: "equal", value: null };
    case "not-null":
      return { fact, operator: "notEqual", value: null };
  }
}

const asTopLevel = (condition: NestedCondition): TopLevelCondition =>
  "all" in condition || "any" in condition ? (condition as TopLevelCondition) : { all: [condition] };

/** One expression for each criterion, which gives its truth; compiled once. */
export function zenEngine(set: CriteriaSet): OtherEngine {
  const expressions = Object.entries(formulasOf(set)).map(([name, { isTrue, isFalse }]) => ({
    id: name,
    key: name,
    value: `(${asExpression(isTrue)}) ? 2 : ((${asExpression(isFalse)}) ? 0 : 1)`,
  }));
  const node = (id: string, type: string, content: unknown = {}) => ({
    id,
    type,
    name: id,
    position: { x: 0, y: 0 },
    content,
  });
  const decision = new ZenEngine().createDecision(
    new ZenDecisionContent({
      contentType: "application/vnd.gorules.decision",
      nodes: [
        node("in", "inputNode"),
        node("criteria", "expressionNode", { expressions, passThrough: false, inputField: null, outputPath: null }),
        node("out", "outputNode"),
      ],
      edges: [
        { id: "first", type: "edge", sourceId: "in", targetId: "criteria" },
        { id: "second", type: "edge", sourceId: "criteria", targetId: "out" },
      ],
    }),
  );
  return async (facts) => (await decision.evaluate(facts)).result as Truths;
}

function asExpression(formula: Formula): string {
  if ("all" in formula) return formula.all.map((part) => `(${asExpression(part)})`).join(" and ");
  if ("any" in formula) return formula.any.map((part) => `(${asExpression(part)})`).join(" or ");
  return asComparison(formula.test);
}

function asComparison(test: Comparison): string {
  const name = factName(test.input);
  switch (test.is) {
    case "one-of":
      return test.values.length === 1
        ? `${name} == ${JSON.stringify(test.values[0])}`
        : `${name} in [${test.values.map((value) => JSON.stringify(value)).join(", ")}]`;
    case "at-least":
      return `${name} != null and ${name} >= ${test.value}`;
    case "at-most":
      return `${name} != null and ${name} <= ${test.value}`;
    case "null":
      return `${name} == null`;
    case "not-null":
      return `${name} != null`;
  }
}
