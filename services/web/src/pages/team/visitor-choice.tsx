/**
 * Who goes, when the shift lead accepts for somebody: picked from the team's registered people, or typed. In: the team's people. Out: a named, registered person,
 * or undefined for the lead's own self.
 */
import { registration, type NamedPerson } from "@ucrt/schemas";
import { useId, useState } from "react";
import { z } from "zod";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";

const colleaguesAnswer = z.object({
  people: z.array(z.object({ name: z.string(), role: z.string(), registration })),
});

const somebodyElse = "somebody-else";
const myself = "myself";

export interface ChosenVisitor {
  /** Undefined: whoever is signed in. */
  readonly clinician: NamedPerson | undefined;
  /** What is missing, in words. */
  readonly missing: string | undefined;
}

export interface VisitorChoiceProps {
  readonly onChange: (chosen: ChosenVisitor) => void;
}

export function VisitorChoice({ onChange }: VisitorChoiceProps) {
  const { principal } = useSession();
  const id = useId();
  const { value } = useLoaded("/session/colleagues", colleaguesAnswer);
  const isRegistered = principal?.registration !== undefined;
  const [chosen, setChosen] = useState(isRegistered ? myself : "");
  const [typed, setTyped] = useState({ name: "", role: "Nurse", body: "NMC", number: "" });
  const colleagues = (value?.people ?? []).filter(({ name }) => name !== principal?.name);

  const choose = (next: string) => {
    setChosen(next);
    onChange(read(next, typed));
  };
  const type = (change: Partial<typeof typed>) => {
    const next = { ...typed, ...change };
    setTyped(next);
    onChange(read(chosen, next));
  };
  const read = (which: string, now: typeof typed): ChosenVisitor => {
    if (which === "") return { clinician: undefined, missing: "Choose who goes" };
    if (which === myself) return { clinician: undefined, missing: undefined };
    if (which !== somebodyElse) {
      const person = colleagues.find(({ registration: { number } }) => number === which);
      return { clinician: person, missing: person === undefined ? "Choose who goes" : undefined };
    }
    const registered = registration.safeParse({ body: now.body, number: now.number.trim() });
    if (now.name.trim() === "" || now.role.trim() === "" || !registered.success)
      return { clinician: undefined, missing: "Give name, role and registration number" };
    return {
      clinician: { name: now.name.trim(), role: now.role.trim(), registration: registered.data },
      missing: undefined,
    };
  };

  return (
    <>
      <div className="app-field">
        <label htmlFor={`${id}-who`}>Who goes</label>
        <select
          id={`${id}-who`}
          className="nhsuk-select"
          value={chosen}
          onChange={(event) => choose(event.target.value)}
        >
          {isRegistered ? <option value={myself}>I go myself</option> : <option value="">Choose …</option>}
          {colleagues.map(({ name, role, registration: registered }) => (
            <option key={registered.number} value={registered.number}>
              {name}, {role === "ucrt-lead" ? "shift lead" : "clinician"} ({registered.body})
            </option>
          ))}
          <option value={somebodyElse}>Somebody else, registered …</option>
        </select>
      </div>
      {chosen === somebodyElse ? (
        <>
          <Typed id={`${id}-name`} label="Name of the visitor" value={typed.name} onChange={(name) => type({ name })} />
          <Typed id={`${id}-role`} label="Their role" value={typed.role} onChange={(role) => type({ role })} />
          <div className="app-field">
            <label htmlFor={`${id}-body`}>Registered with</label>
            <select
              id={`${id}-body`}
              className="nhsuk-select"
              value={typed.body}
              onChange={(event) => type({ body: event.target.value })}
            >
              {registration.shape.body.options.map((body) => (
                <option key={body}>{body}</option>
              ))}
            </select>
          </div>
          <Typed
            id={`${id}-number`}
            label="Registration number"
            value={typed.number}
            onChange={(number) => type({ number })}
          />
        </>
      ) : null}
    </>
  );
}

interface TypedProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const Typed = ({ id, label, value, onChange }: TypedProps) => (
  <div className="app-field">
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      className="nhsuk-input"
      type="text"
      maxLength={120}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  </div>
);
