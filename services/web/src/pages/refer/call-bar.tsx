/** Always at the lower edge: the telephone of the single point of access, and the one thing to do next. In: a number, a button or none. */
import type { ReactNode } from "react";
import { telephone } from "../telephone.ts";

export function CallBar({ spaPhone, children }: { readonly spaPhone: string; readonly children?: ReactNode }) {
  return (
    <div className="app-bar">
      {children}
      <a className="app-button app-button--plain app-button--big" href={telephone(spaPhone)}>
        Call {spaPhone}
      </a>
    </div>
  );
}
