/**
 * Nothing moves under the hand. In: the row under the pointer or the focus. Out: a pin that keeps its place in its lane, and a scroll that keeps it
 * where it is on the screen while rows above it come and go.
 */
import { useCallback, useLayoutEffect, useRef, useState, type FocusEvent, type PointerEvent } from "react";
import type { OrderedLanes, Pin } from "./order-rows.ts";
import { placeOf } from "./order-rows.ts";

export interface KeepStill {
  readonly pin: Pin | undefined;
  /** Call with the lanes that are being shown, on every render. */
  readonly shown: (lanes: OrderedLanes) => void;
  readonly handlers: {
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onBlur: (event: FocusEvent) => void;
  };
}

export function useKeepStill(): KeepStill {
  const [pin, setPin] = useState<Pin>();
  const lanes = useRef<OrderedLanes>(undefined);
  const top = useRef<number>(undefined);
  const held = useRef<{ pointer?: string | undefined; focus?: string | undefined }>({});

  const hold = useCallback((change: { pointer?: string | undefined; focus?: string | undefined }) => {
    held.current = { ...held.current, ...change };
    // The keyboard's row matters more than where the pointer happens to lie.
    const referralId = held.current.focus ?? held.current.pointer;
    setPin((before) => {
      if (referralId === undefined || lanes.current === undefined) return undefined;
      return before?.referralId === referralId ? before : placeOf(lanes.current, referralId);
    });
  }, []);

  useLayoutEffect(() => {
    const row = pin === undefined ? null : document.querySelector(`[data-referral="${pin.referralId}"]`);
    if (row === null) {
      top.current = undefined;
      return;
    }
    const now = row.getBoundingClientRect().top + window.scrollY;
    if (top.current !== undefined && now !== top.current) window.scrollBy(0, now - top.current);
    top.current = row.getBoundingClientRect().top + window.scrollY;
  });

  return {
    pin,
    shown: (shownLanes) => {
      lanes.current = shownLanes;
    },
    handlers: {
      onPointerOver: (event) => hold({ pointer: referralAt(event.target) }),
      onPointerLeave: () => hold({ pointer: undefined }),
      onFocus: (event) => hold({ focus: referralAt(event.target) }),
      onBlur: (event) => hold({ focus: referralAt(event.relatedTarget) }),
    },
  };
}

function referralAt(target: EventTarget | null): string | undefined {
  return target instanceof Element
    ? (target.closest("[data-referral]")?.getAttribute("data-referral") ?? undefined)
    : undefined;
}
