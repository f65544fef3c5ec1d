/** The board by keyboard; `boardKeys` is what the help shows. In: what each key does. Never while somebody types. */
import { useEffect, useRef } from "react";
import { isTyping } from "../is-typing.ts";

export interface KeyActions {
  /** To the next row, or the one before. */
  readonly step: (by: 1 | -1) => void;
  /** To the first row of the next lane, or of the one before. */
  readonly stepLane: (by: 1 | -1) => void;
  readonly newCall: () => void;
  readonly search: () => void;
  readonly find: () => void;
  readonly help: () => void;
  readonly sound: () => void;
  readonly silence: () => void;
}

/** In the order of the help. Z is taken by the undo itself, on every page. */
export const boardKeys: readonly { readonly keys: string; readonly words: string }[] = [
  { keys: "J or K", words: "Next row, row before" },
  { keys: "] or [", words: "Next lane, lane before" },
  { keys: "Enter", words: "Open the referral of the row" },
  { keys: "Tab", words: "To the buttons of the row" },
  { keys: "Z", words: "Undo, for ten seconds after a command that can be taken back" },
  { keys: "N", words: "New call" },
  { keys: "/", words: "Search for a person or a number" },
  { keys: "F", words: "Find in the lanes" },
  { keys: "S", words: "Sound on or off" },
  { keys: "M", words: "Silence the alarms for a while; they stay in view" },
  { keys: "Escape", words: "Close this help, clear what was looked for" },
  { keys: "?", words: "This help" },
];

export function useBoardKeys(isOn: boolean, actions: KeyActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const act = actOf(event.key, latest.current);
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn]);
}

function actOf(key: string, actions: KeyActions): (() => void) | undefined {
  switch (key) {
    case "j":
      return () => actions.step(1);
    case "k":
      return () => actions.step(-1);
    case "]":
      return () => actions.stepLane(1);
    case "[":
      return () => actions.stepLane(-1);
    case "n":
    case "N":
      return actions.newCall;
    case "/":
      return actions.search;
    case "f":
    case "F":
      return actions.find;
    case "s":
    case "S":
      return actions.sound;
    case "m":
    case "M":
      return actions.silence;
    case "?":
      return actions.help;
    default:
      return undefined;
  }
}
