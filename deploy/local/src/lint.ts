// `npm run lint`: the rules alone. In: the checkout. Out: an exit code.
import { lintStep } from "./check-steps.ts";
import { runCommand } from "./plain-failure.ts";
import { runSteps } from "./steps.ts";

await runCommand(() => runSteps([lintStep]));
