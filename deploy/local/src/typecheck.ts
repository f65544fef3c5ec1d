// `npm run typecheck`: the types alone. In: the checkout. Out: an exit code.
import { typecheckStep } from "./check-steps.ts";
import { runCommand } from "./plain-failure.ts";
import { runSteps } from "./steps.ts";

await runCommand(() => runSteps([typecheckStep]));
