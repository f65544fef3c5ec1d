// Reads a PromQL expression with Prometheus's own grammar. In: an expression. Out: the metrics it names, or where it cannot be read.
import { parser } from "@prometheus-io/lezer-promql";

export interface ReadExpression {
  readonly metrics: readonly string[];
  /** What cannot be read, in words; empty when all can. */
  readonly faults: readonly string[];
}

/** Grafana puts a time here; the grammar knows only times. */
const grafanaInterval = /\$__(?:rate_)?interval\b/g;

export function readPromql(expression: string): ReadExpression {
  const text = expression.replace(grafanaInterval, "1m");
  const metrics = new Set<string>();
  const faults: string[] = [];
  if (text.trim() === "") faults.push("there is no expression");
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError)
        faults.push(`cannot be read at "${text.slice(node.from, node.from + 20)}" (character ${node.from})`);
      if (node.name !== "VectorSelector") return;
      const identifier = node.node.getChild("Identifier");
      // A selector by labels alone would read every metric there is.
      if (identifier === null) faults.push(`names no metric at "${text.slice(node.from, node.to)}"`);
      else metrics.add(text.slice(identifier.from, identifier.to));
    },
  });
  return { metrics: [...metrics], faults };
}
