/**
 * Ten seconds in which the last command can be taken back, by a press or by Z. In: what was given. Out: its undo, as real commands.
 * Kept for the whole application, so that a row that moves away or a page that is left does not take it along.
 */
import { commandAnswer, type CommandName } from "@ucrt/schemas";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { post } from "../api.ts";
import { isTyping } from "../is-typing.ts";
import { commandSpecs } from "./command-specs.ts";
import type { UndoStep } from "./undo-table.ts";

/** How long it is offered, milliseconds. Longer while the button has the focus: nobody loses it under their finger. */
const OFFERED_FOR_MS = 10_000;

interface Offered {
  readonly name: CommandName;
  readonly referralId: string;
  readonly words: string;
  readonly steps: readonly UndoStep[];
}

export interface Undo {
  /** What can be taken back now. */
  readonly offered: Offered | undefined;
  /** What came of the last undo; undefined before one and a while after it. */
  readonly outcome: (Pick<Offered, "name" | "referralId" | "words"> & { readonly isRefused: boolean }) | undefined;
  readonly offer: (name: CommandName, referralId: string, steps: readonly UndoStep[]) => void;
  readonly takeBack: () => void;
}

const UndoContext = createContext<Undo | undefined>(undefined);

export function UndoProvider({ children }: { readonly children: ReactNode }) {
  const [offered, setOffered] = useState<Offered>();
  const [outcome, setOutcome] = useState<Undo["outcome"]>();
  const latest = useRef<Offered>(undefined);
  latest.current = offered;

  useEffect(() => {
    if (offered === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const end = () => {
      if (document.activeElement?.closest("[data-undo]") == null) setOffered(undefined);
      else timer = setTimeout(end, 1000);
    };
    timer = setTimeout(end, OFFERED_FOR_MS);
    return () => clearTimeout(timer);
  }, [offered]);
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), OFFERED_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const offer = useCallback((name: CommandName, referralId: string, steps: readonly UndoStep[]) => {
    setOutcome(undefined);
    setOffered(steps.length === 0 ? undefined : { name, referralId, words: commandSpecs[name].button, steps });
  }, []);
  const takeBack = useCallback(() => {
    const { current } = latest;
    if (current === undefined) return;
    // Taken at once, so that a second press does not give it twice.
    latest.current = undefined;
    setOffered(undefined);
    void sendSteps(current).then((refused) =>
      setOutcome({
        name: current.name,
        referralId: current.referralId,
        words: refused ?? `Undone: ${current.words}.`,
        isRefused: refused !== undefined,
      }),
    );
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "z" || isTyping(event) || latest.current === undefined) return;
      event.preventDefault();
      takeBack();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [takeBack]);

  const undo = useMemo(() => ({ offered, outcome, offer, takeBack }), [offered, outcome, offer, takeBack]);
  return <UndoContext value={undo}>{children}</UndoContext>;
}

/** Undefined when every step was taken; else why not, in words. */
async function sendSteps({ referralId, steps }: Offered): Promise<string | undefined> {
  for (const { name, body } of steps) {
    const answered = await post(`/api/referrals/${referralId}/${name}`, body, commandAnswer);
    if (!answered.ok) return `Not undone. ${answered.refusal.words}`;
  }
  return undefined;
}

export function useUndo(): Undo {
  const undo = useContext(UndoContext);
  if (undo === undefined) throw new Error("useUndo is used outside UndoProvider");
  return undo;
}

export interface UndoOfferProps {
  /** Only what was done there; without it, whatever was done last. */
  readonly referralId?: string;
  /** Only these commands, where another place offers the rest. @default all */
  readonly isOf?: (name: CommandName) => boolean;
}

/** The button, and what came of it. */
export function UndoOffer({ referralId, isOf = () => true }: UndoOfferProps) {
  const { offered, outcome, takeBack } = useUndo();
  const isHere = (one: Pick<Offered, "name" | "referralId"> | undefined) =>
    one !== undefined && (referralId === undefined || one.referralId === referralId) && isOf(one.name);
  if (isHere(offered))
    return (
      <button type="button" data-undo className="app-button app-button--small app-button--plain" onClick={takeBack}>
        Undo: {offered?.words} <kbd>Z</kbd>
      </button>
    );
  if (outcome === undefined || !isHere(outcome)) return null;
  return <span className={outcome.isRefused ? "app-undo app-undo--refused" : "app-undo"}>{outcome.words}</span>;
}
