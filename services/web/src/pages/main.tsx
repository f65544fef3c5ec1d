/** The pages start here. In: the element `root`. Out: the application. */
import "./zod-without-eval.ts";
import "./styles/app.scss";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { UndoProvider } from "./commands/undo.tsx";
import { startShellWorker } from "./offline/start-shell-worker.ts";
import { takeSignInProblem } from "./shell/sign-in-problem.ts";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <UndoProvider>
      <App signInProblem={takeSignInProblem()} />
    </UndoProvider>
  </StrictMode>,
);
startShellWorker();
