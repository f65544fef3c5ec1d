import { liveBenches } from "./live.ts";
import { measure } from "./measure.ts";
for (const t of await liveBenches({ share: Number(process.argv[2] ?? 1) })) {
  console.log(t.title, t.notes);
  const f = await measure(t.contestants, { runs: 3, runMs: 500 });
  for (const x of f)
    console.log(
      x.name.padEnd(50),
      x.microsecondsEach.toFixed(2),
      "µs",
      Math.round(x.perSecond),
      Math.round(x.lowestPerSecond),
      Math.round(x.highestPerSecond),
    );
}
process.exit(0);
