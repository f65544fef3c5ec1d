// Runs the simulated ambulance service beside a local product. In: WEB_URL, PORT, BARS_PUBLIC_KEY, SYSTEM_KEY, STACK_FILE. Out: a stack that speaks BaRS with the
// product, and its screen. Sends six cases in its first half minute, so that the screen is not empty, then one whenever `POST /local/cases` asks for it: the
// synthetic day does, for a third of what comes from the stack. For local use: invented people, and a port of this machine only.
import { chanceFrom } from "../simulation/chance.ts";
import { chanceOfFault, chanceOfLoss, startPlayingAmbulanceService } from "./play.ts";

const chance = chanceFrom(Number(process.env["SEED"] ?? Date.now()));
const say = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
const firstCases = ["nothing", "update", "nothing", "cancel", "nothing", "upgrade"] as const;
const firstAfterMs = 2_000;
const firstEveryMs = 4_500;

const service = await startPlayingAmbulanceService({
  webUrl: given("WEB_URL"),
  port: Number(given("PORT")),
  publicKey: given("BARS_PUBLIC_KEY"),
  systemKey: given("SYSTEM_KEY"),
  ...(process.env["STACK_FILE"] === undefined ? {} : { stackFile: process.env["STACK_FILE"] }),
  lossOf: chanceOfLoss(chance),
  faultOf: chanceOfFault(chance),
  chance,
  say,
});
say(`listens at ${service.url}`);
const timers = firstCases.map((turn, index) =>
  setTimeout(() => service.newCase(turn), firstAfterMs + index * firstEveryMs),
);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    for (const timer of timers) clearTimeout(timer);
    void service.stop().then(() => process.exit(0));
  });
}

function given(name: string): string {
  const text = process.env[name];
  if (text === undefined || text === "") throw new Error(`${name} has to be given`);
  return text;
}
