// Runs the simulated ambulance service beside a local product. In: WEB_URL, PORT, BARS_PUBLIC_KEY, STACK_FILE. Out: a stack that speaks BaRS with the
// product, and its screen. Sends six cases in its first half minute, so that the screen is not empty, then one whenever `POST /local/cases` asks for it: the
// synthetic day does, for a third of what comes from the stack. For local use: invented people, and a port of this machine only.
import { chanceFrom } from "../simulation/chance.ts";
import { startAmbulanceService } from "./ambulance-service.ts";
import { chanceOfFault, chanceOfLoss, play, type Playing } from "./play.ts";

const seed = Number(process.env["SEED"] ?? Date.now());
const chance = chanceFrom(seed);
const say = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);

let playing: Playing | undefined;
const service = await startAmbulanceService({
  webUrl: given("WEB_URL"),
  port: Number(given("PORT")),
  publicKey: given("BARS_PUBLIC_KEY"),
  ...(process.env["STACK_FILE"] === undefined ? {} : { stackFile: process.env["STACK_FILE"] }),
  lossOf: chanceOfLoss(chance),
  faultOf: chanceOfFault(chance),
  onCaseAsked: () => playing?.newCase(),
});
playing = play({ service, chance, say });
const morning = (["nothing", "update", "nothing", "cancel", "nothing", "upgrade"] as const).map((turn, index) =>
  setTimeout(() => playing?.newCase(turn), 2_000 + index * 4_500),
);
say(`listens at ${service.url}`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    for (const timer of morning) clearTimeout(timer);
    playing?.stop();
    void service.stop().then(() => process.exit(0));
  });
}

function given(name: string): string {
  const text = process.env[name];
  if (text === undefined || text === "") throw new Error(`${name} has to be given`);
  return text;
}
