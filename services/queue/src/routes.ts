/** Every HTTP route of `queue`, in one place. */
import type { HttpServer } from "@ucrt/service";
import { addGetParkedRoute } from "./get-parked.ts";
import { addCommandRoutes } from "./give-command.ts";
import type { Parts } from "./parts.ts";
import { addReplayParkedRoute } from "./replay-parked.ts";

/** Adds all routes. */
export function addRoutes(app: HttpServer, parts: Parts): void {
  addCommandRoutes(app, parts);
  addGetParkedRoute(app, parts);
  addReplayParkedRoute(app, parts);
}
