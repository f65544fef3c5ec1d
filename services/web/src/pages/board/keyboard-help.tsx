/** What each key does, in the flow of the page: it covers no row. In: how to close it. Takes the focus when it opens, so that it is read and Escape closes it. */
import { useEffect, useRef } from "react";
import { boardKeys } from "./use-board-keys.ts";

export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      className="app-help"
      aria-labelledby="keys"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <h2 id="keys" ref={heading} tabIndex={-1}>
        Keys of the board
      </h2>
      <dl className="app-help__keys">
        {boardKeys.map(({ keys, words }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="app-button app-button--plain" onClick={onClose}>
        Close
      </button>
    </section>
  );
}
