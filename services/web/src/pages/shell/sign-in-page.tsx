/** The role picker of local mode: one button for each invented person. In production an identity provider takes its place. */
import { role } from "@ucrt/schemas";
import { useState } from "react";
import { useNavigate } from "react-router";
import { z } from "zod";
import { nothing, post, type Refusal } from "../api.ts";
import { homeOf, useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { AlwaysSaid } from "./frame.tsx";

const peopleAnswer = z.object({
  people: z.array(z.object({ id: z.string(), group: z.string(), name: z.string(), role, words: z.string() })),
});
type Person = z.output<typeof peopleAnswer>["people"][number];

export function SignInPage() {
  const { mode, refresh } = useSession();
  const navigate = useNavigate();
  const { value, refusal } = useLoaded(mode === "local" ? "/local/people" : undefined, peopleAnswer);
  const [failed, setFailed] = useState<Refusal>();
  const choose = async (person: Person) => {
    const answered = await post("/sign-in", { person: person.id }, nothing);
    if (!answered.ok) {
      setFailed(answered.refusal);
      return;
    }
    await refresh();
    await navigate(homeOf(person.role));
  };
  const groups = Map.groupBy(value?.people ?? [], (person) => person.group);
  const wrong = failed ?? refusal;
  return (
    <>
      <title>Sign in – Urgent community response</title>
      <header className="app-header">
        <div className="app-header__inner">
          <span className="app-header__name">Urgent community response</span>
        </div>
      </header>
      <AlwaysSaid />
      <main className="app-page" id="main" tabIndex={-1}>
        <h1 className="nhsuk-heading-l">Who are you today?</h1>
        <p>Choose a person. All of them are invented; no password is asked because this runs on your machine only.</p>
        {wrong === undefined ? null : (
          <p className="app-wrong" role="alert">
            {wrong.words}
          </p>
        )}
        {[...groups].map(([group, people]) => (
          <section key={group} aria-label={group}>
            <h2 className="nhsuk-heading-s app-picker__group">{group}</h2>
            <ul className="app-picker">
              {people.map((person) => (
                <li key={person.id}>
                  <button type="button" className="app-picker__person" onClick={() => void choose(person)}>
                    <span className="app-picker__name">{person.name}</span>
                    <span className="app-picker__words">{person.words}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </main>
    </>
  );
}
