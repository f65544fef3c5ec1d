// `npm run check`: what can be known in under a minute without servers. In: the checkout. Out: `N passed, N failed`.
import { contractsStep, lintStep, typecheckStep, unitStep } from "./check-steps.ts";
import { runCommand } from "./plain-failure.ts";
import { runSteps } from "./steps.ts";

await runCommand(() => runSteps([lintStep, typecheckStep, contractsStep, unitStep]));
