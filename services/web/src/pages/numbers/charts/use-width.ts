/** The width of an element, so that a drawing keeps readable letters from a phone to a wall. In: a ref. Out: CSS pixels, whole. */
import { useEffect, useRef, useState, type RefObject } from "react";

/** Before it is known, and where nothing measures. */
const firstWidth = 520;

export function useWidth<Element extends HTMLElement>(): readonly [RefObject<Element | null>, number] {
  const ref = useRef<Element>(null);
  const [width, setWidth] = useState(firstWidth);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
