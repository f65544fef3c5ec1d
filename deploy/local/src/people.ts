// People and senders for programs that drive a running product from outside: load tests. They use the public API and the feeds alone.
export {
  commissioner,
  coordinator,
  crew,
  serviceLead,
  spaClinician,
  teamClinician,
  teams,
  type Team,
} from "./simulation/cast.ts";
export { suitableReferral } from "./simulation/journey.ts";
export { openLiveBoard, type LiveBoard } from "./simulation/live-board.ts";
export { personAtWork, type PersonAtWork } from "./simulation/person-at-work.ts";
export { chanceFrom } from "./simulation/chance.ts";
export { barsHeaders } from "./simulated-999/bars-headers.ts";
export { madeCase } from "./simulated-999/made-case.ts";
export { validationRequest } from "./simulated-999/made-validation-request.ts";
