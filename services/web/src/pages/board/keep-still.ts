/**
 * Nothing moves under the hand. In: the row under the pointer or the focus. Out: a pin that keeps its place in its lane, and a scroll that keeps it
 * where it is on the screen while rows above it come and go. Where the page cannot scroll, at its top, an empty strip above the lanes takes the place
 * of what has gone, until nothing is held.
 */
import { useCallback, useLayoutEffect, useRef, useState, type FocusEvent, type PointerEvent } from "react";
import type { OrderedLanes } from "../live/lanes.ts";
import { placeOf, type Pin } from "./order-rows.ts";

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
  /** Top of the held row in the page, pixels. */
  const top = useRef<number>(undefined);
  const heldRow = useRef<string>(undefined);
  const strip = useRef<Strip>(undefined);
  const held = useRef<{ pointer?: string | undefined; focus?: string | undefined }>({});

  const hold = useCallback((change: { pointer?: string | undefined; focus?: string | undefined }) => {
    held.current = { ...held.current, ...change };
    // The keyboard's row matters more than where the pointer happens to lie.
    const referralId = held.current.focus ?? held.current.pointer;
    if (referralId !== heldRow.current) {
      heldRow.current = referralId;
      // Where it is before the row that was held until now is let go, which may be above it.
      const row = rowOf(referralId);
      top.current = row === null ? undefined : topOf(row);
    }
    setPin((before) => {
      if (referralId === undefined || lanes.current === undefined) return undefined;
      return before?.referralId === referralId ? before : placeOf(lanes.current, referralId);
    });
  }, []);

  useLayoutEffect(() => {
    const row = rowOf(pin?.referralId);
    if (row === null) {
      top.current = undefined;
      strip.current?.lanes.style.removeProperty("padding-top");
      strip.current = undefined;
      return;
    }
    if (top.current !== undefined) strip.current = moveBack(row, topOf(row) - top.current, strip.current);
    top.current = topOf(row);
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

const rowOf = (referralId: string | undefined): HTMLElement | null =>
  referralId === undefined ? null : document.querySelector<HTMLElement>(`[data-referral="${referralId}"]`);
const topOf = (row: HTMLElement): number => row.getBoundingClientRect().top + window.scrollY;

/** The empty strip above the lanes, height in pixels. */
type Strip = { readonly lanes: HTMLElement; readonly height: number } | undefined;

/** Brings a row that was moved by so many pixels back to its place on the screen: by scrolling, and where that ends by the strip. */
function moveBack(row: HTMLElement, movedBy: number, strip: Strip): Strip {
  const lanes = row.closest<HTMLElement>(".app-lanes");
  if (lanes === null || Math.abs(movedBy) < 1) return strip;
  const before = strip?.height ?? 0;
  const taken = Math.min(before, Math.max(0, movedBy));
  const scrolledFrom = window.scrollY;
  window.scrollBy(0, movedBy - taken);
  const missing = Math.max(0, window.scrollY - scrolledFrom - (movedBy - taken));
  const height = before - taken + missing;
  if (height !== before) lanes.style.paddingTop = `${height}px`;
  return { lanes, height };
}

function referralAt(target: EventTarget | null): string | undefined {
  return target instanceof Element
    ? (target.closest("[data-referral]")?.getAttribute("data-referral") ?? undefined)
    : undefined;
}
