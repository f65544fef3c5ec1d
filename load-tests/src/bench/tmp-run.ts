import { messageBenches } from "./messages.ts";
import { measure } from "./measure.ts";
const only = process.argv[2] ?? "";
for (const t of messageBenches({ lives: 500 })) {
  const f = await measure(t.contestants.filter((c) => c.name.includes(only)), { runs: 5, runMs: 200 });
  for (const x of f) console.log(x.name.padEnd(50), x.microsecondsEach.toFixed(2), "µs", Math.round(x.perSecond), Math.round(x.lowestPerSecond), Math.round(x.highestPerSecond));
}
