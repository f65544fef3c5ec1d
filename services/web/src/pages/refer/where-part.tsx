/** Where: a postcode, an address, or the position of this device. In: answers. Out: changes. The position is asked for on a tap only, and no finer than a house. */
import { useState } from "react";
import { BigField } from "./big-fields.tsx";
import type { FormWords } from "./form-words.ts";
import type { FormState } from "./use-form.ts";

/** Four decimals are about ten metres: enough to find the door, and no more than that is sent. */
const decimals = 4;
const waitMs = 15_000;

export function WherePart({ form, words }: { readonly form: FormState; readonly words: FormWords }) {
  const { answers, wrong, answer } = form;
  const [said, setSaid] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const take = async () => {
    setAsking(true);
    const found = await positionNow();
    setAsking(false);
    setSaid(typeof found === "string" ? found : undefined);
    if (typeof found === "string") return;
    answer("latitude", found.latitude);
    answer("longitude", found.longitude);
    answer("positionWithinMetres", found.withinMetres);
  };
  const hasPosition = (answers["latitude"] ?? "") !== "";
  return (
    <section className="app-part" aria-labelledby="where">
      <h2 id="where">{words.where}</h2>
      <BigField
        name="postcode"
        label="Postcode"
        hint={`${words.whereHint}. It decides which team comes.`}
        value={answers["postcode"]}
        wrong={wrong["postcode"]}
        onChange={(value) => answer("postcode", value)}
      >
        <button
          type="button"
          className="app-button app-button--plain app-button--big"
          disabled={isAsking}
          onClick={() => void take()}
        >
          {isAsking ? "Finding …" : "Use my position"}
        </button>
      </BigField>
      {hasPosition ? (
        <p className="app-right" role="status">
          Position taken, to within {answers["positionWithinMetres"]} m; the team gets it.
          {(answers["postcode"] ?? "") === ""
            ? " Add the postcode if you can, so that it reaches the right team at once."
            : ""}{" "}
          <button
            type="button"
            className="app-button app-button--quiet"
            onClick={() => {
              answer("latitude", "");
              answer("longitude", "");
            }}
          >
            Remove it
          </button>
        </p>
      ) : null}
      {said === undefined ? null : (
        <p className="app-wrong" role="alert">
          {said}
        </p>
      )}
      <BigField
        name="address"
        label="Address"
        hint="House and street, and what helps to find it"
        isOptional={hasPosition || (answers["postcode"] ?? "") !== ""}
        value={answers["address"]}
        wrong={wrong["address"] ?? wrong["lines"]}
        onChange={(value) => answer("address", value)}
      />
    </section>
  );
}

interface Position {
  readonly latitude: string;
  readonly longitude: string;
  readonly withinMetres: string;
}

/** Where the device is, or why not, in words. */
function positionNow(): Promise<Position | string> {
  if (!("geolocation" in navigator))
    return Promise.resolve("This device does not tell where it is. Type the postcode.");
  return new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          latitude: coords.latitude.toFixed(decimals),
          longitude: coords.longitude.toFixed(decimals),
          withinMetres: String(Math.max(10, Math.round(coords.accuracy))),
        }),
      ({ code }) =>
        resolve(
          code === 1
            ? "This device may not tell where it is. Type the postcode, or allow it in the browser."
            : "The position was not found. Type the postcode.",
        ),
      { enableHighAccuracy: true, timeout: waitMs, maximumAge: 60_000 },
    ),
  );
}
