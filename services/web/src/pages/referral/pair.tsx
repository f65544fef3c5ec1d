/** One line of a block: what it is, and what it says. In: words and a value. Out: markup; nothing when there is no value. A number may be rung by touching it. */
import type { ReactNode } from "react";

export function Pair({ words, children }: { readonly words: string; readonly children: ReactNode }) {
  if (children === undefined || children === null || children === "") return null;
  return (
    <div>
      <dt>{words}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export const Phone = ({ number }: { readonly number: string }) => (
  <a href={`tel:${number.replace(/[^+0-9]/g, "")}`}>{number}</a>
);

export const phoneOf = (number: string | undefined) => (number === undefined ? undefined : <Phone number={number} />);
