/**
 * Codes of the sender's own triage and records, to be read. In: codes. Out: a list, the system in words; the first few, the rest on request.
 * Nothing judges them, and the page says so.
 */
import type { SenderCode } from "@ucrt/schemas";
import { Pair } from "./pair.tsx";
import { systemInWords } from "./system-words.ts";

/** More than this is somebody's whole record: the first say what the call was about. */
const SHOWN_AT_ONCE = 8;

export function SenderCodes({ codes }: { readonly codes: readonly SenderCode[] }) {
  if (codes.length === 0) return null;
  const rest = codes.slice(SHOWN_AT_ONCE);
  return (
    <>
      <h3 className="app-block__part">What the sender coded</h3>
      <p className="app-block__hint">For reading. The criteria do not judge these codes.</p>
      <CodeList codes={codes.slice(0, SHOWN_AT_ONCE)} />
      {rest.length === 0 ? null : (
        <details className="app-details">
          <summary>
            {rest.length} more {rest.length === 1 ? "code" : "codes"}
          </summary>
          <CodeList codes={rest} />
        </details>
      )}
    </>
  );
}

const CodeList = ({ codes }: { readonly codes: readonly SenderCode[] }) => (
  <dl className="app-pairs">
    {codes.map(({ system, code, words }) => (
      <Pair key={`${system} ${code}`} words={systemInWords(system)}>
        {words === undefined ? code : `${words} (${code})`}
      </Pair>
    ))}
  </dl>
);
