// An ambulance service that plays by itself in a synthetic day. In: chance, where the product is. Out: requests, now and then an update, an upgrade or a
// cancellation, and somebody who sees to alarms; lines that break on purpose, for whoever wants them. As a real sender, it says no more once a case is accepted or ours again.
import { z } from "zod";
import type { Chance } from "../simulation/chance.ts";
import { startAmbulanceService, type AmbulanceServiceOptions } from "./ambulance-service.ts";
import { madeCase, type MadeCase } from "./made-case.ts";
import type { Loss } from "./post-once.ts";
import type { Fault } from "./receive-answers.ts";

/** One in five answers is lost on its way to us, half of them while they are still working. */
export function chanceOfLoss(chance: Chance): (message: unknown, attempt: number) => Loss {
  return (_message, attempt) =>
    attempt > 1 || chance.next() >= 0.2 ? "none" : chance.next() < 0.5 ? "before-answer" : "after-answer";
}

/** One in four of their answers meets trouble here. */
export function chanceOfFault(chance: Chance): () => Fault {
  return () => chance.weighted({ none: 75, unavailable: 8, "drop-before": 5, "drop-after": 7, slow: 5, down: 0 });
}

/** What happens to a case while it waits, beside the answer. */
const turn = z.enum(["nothing", "update", "upgrade", "cancel"]);
export type Turn = z.output<typeof turn>;
const turnShares = { nothing: 65, update: 20, cancel: 10, upgrade: 5 } as const;
const askedCase = z.object({ turn: turn.optional() });

export interface PlayingAmbulanceService {
  readonly url: string;
  /** A new case comes onto the stack and is sent. Returns its incident number. */
  newCase(turn?: Turn): string;
  stop(): Promise<void>;
}

/** Starts an ambulance service that acts by itself; `POST /local/cases` with `{ turn? }` asks it for a case more. */
export async function startPlayingAmbulanceService(
  options: Omit<AmbulanceServiceOptions, "onCaseAsked"> & {
    readonly chance: Chance;
    readonly say: (line: string) => void;
  },
): Promise<PlayingAmbulanceService> {
  const { chance, say, ...rest } = options;
  const service = await startAmbulanceService({
    ...rest,
    onCaseAsked: (asked) => newCase(askedCase.safeParse(asked).data?.turn),
  });
  const timers = new Set<NodeJS.Timeout>();
  let isStopping = false;

  const later = (afterMs: number, action: () => Promise<unknown>): void => {
    if (isStopping) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      action().catch((error: unknown) => say(`something failed: ${error instanceof Error ? error.name : "error"}`));
    }, afterMs);
    timers.add(timer);
  };
  const dealt = new Set<string>();
  /** Somebody there sees to every alarm within half a minute. */
  const looking = setInterval(() => {
    for (const { made, conversation } of service.stack.all()) {
      const alarm = `${made.cadNumber}/${conversation.words}`;
      if (!conversation.isAlarm || dealt.has(alarm)) continue;
      dealt.add(alarm);
      later(chance.between(10, 30) * 1_000, async () => {
        const words = conversation.words.includes("ring them") ? "Rung: they stand down." : "Ambulance sent.";
        service.stack.add(made.cadNumber, { type: "dealt-with", atMs: Date.now(), words });
      });
    }
  }, 1_000);
  const isWaiting = (one: MadeCase): boolean =>
    service.stack.get(one.cadNumber)?.conversation.standing === "acknowledged";

  const newCase = (becomes: Turn = chance.weighted(turnShares)): string => {
    const one = madeCase(chance, Date.now());
    // On the stack at once, so that whoever asked for it finds it there.
    service.stack.put(one);
    later(0, async () => {
      const sent = await service.send(one, "new");
      say(`${one.category} ${one.need}: ${sent.kind}`);
      if (becomes === "nothing" || sent.kind !== "arrived") return;
      later(chance.between(8, 25) * 1_000, async () => {
        if (!isWaiting(one)) return;
        const { kind } =
          becomes === "cancel"
            ? await service.send(one, "cancel")
            : await service.send(changed(one, becomes), "update");
        say(`${becomes} of a case: ${kind}`);
      });
    });
    return one.cadNumber;
  };

  return {
    url: service.url,
    newCase,
    stop: async () => {
      isStopping = true;
      clearInterval(looking);
      for (const timer of timers) clearTimeout(timer);
      await service.stop();
    },
  };
}

function changed(one: MadeCase, turn: "update" | "upgrade"): MadeCase {
  return turn === "upgrade"
    ? {
        ...one,
        category: "C2",
        narrative: `${one.narrative} Rang back: now short of breath and clammy, category raised.`,
      }
    : { ...one, narrative: `${one.narrative} Rang back: no change, a neighbour is there and will open the door.` };
}
