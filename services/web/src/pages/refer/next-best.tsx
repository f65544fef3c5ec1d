/** Services that may serve better, with their number and whether they are open. In: ids, the directory as this device knows it. Out: one line each, with a number to tap. */
import type { Outcome } from "@ucrt/schemas";
import { atNear } from "../format.ts";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { telephone } from "../telephone.ts";
import { idInWords } from "../words.ts";
import { useDirectory } from "./use-criteria.ts";

export function NextBest({ outcome, services }: { readonly outcome: Outcome; readonly services: readonly string[] }) {
  const directory = useDirectory();
  const { services: named } = useReference();
  const nowMs = useServerNow();
  if (outcome === "suitable" || services.length === 0) return null;
  return (
    <div className="app-next">
      <h3 className="app-next__title">{outcome === "redirect" ? "Better served by" : "What else there is"}</h3>
      <ul className="app-next__list">
        {services.map((id) => {
          const found = directory?.services.find((service) => service.id === id);
          const name = found?.name ?? named.find((service) => service.id === id)?.name ?? idInWords(id);
          return (
            <li key={id}>
              <strong>{name}</strong>
              {found === undefined ? null : (
                <>
                  {found.isOpen
                    ? found.closesAt === null
                      ? ", open day and night"
                      : `, open until ${atNear(found.closesAt, nowMs)}`
                    : found.opensAt === null
                      ? ", closed now"
                      : `, closed, opens ${atNear(found.opensAt, nowMs)}`}
                  . {found.words}{" "}
                  <a className="app-tap" href={telephone(found.phone)}>
                    Call {found.phone}
                  </a>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
