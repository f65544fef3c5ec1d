/** The role picker of local mode: one button for each invented person, without a password. For demonstrations and tests. */
import { role } from "@ucrt/schemas";
import { useState } from "react";
import { useNavigate } from "react-router";
import { z } from "zod";
import { nothing, post, type Refusal } from "../api.ts";
import { homeOf, useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";

const peopleAnswer = z.object({
  people: z.array(z.object({ id: z.string(), group: z.string(), name: z.string(), role, words: z.string() })),
});
type Person = z.output<typeof peopleAnswer>["people"][number];

/** `wanted`: the page to land on; without one, the person's own. */
export function RolePicker({ wanted }: { readonly wanted: string | undefined }) {
  const { refresh } = useSession();
  const navigate = useNavigate();
  const { value, refusal } = useLoaded("/local/people", peopleAnswer);
  const [failed, setFailed] = useState<Refusal>();
  const choose = async (person: Person) => {
    const answered = await post("/sign-in", { person: person.id }, nothing);
    if (!answered.ok) {
      setFailed(answered.refusal);
      return;
    }
    await refresh();
    await navigate(wanted ?? homeOf(person.role));
  };
  const groups = Map.groupBy(value?.people ?? [], (person) => person.group);
  const wrong = failed ?? refusal;
  return (
    <>
      <h2 className="nhsuk-heading-m app-picker__heading">Demonstration: choose a role</h2>
      <p>All of these people are invented; no password is asked because this runs on your machine only.</p>
      {wrong === undefined ? null : (
        <p className="app-wrong" role="alert">
          {wrong.words}
        </p>
      )}
      {[...groups].map(([group, people]) => (
        <section key={group} aria-label={group}>
          <h3 className="nhsuk-heading-s app-picker__group">{group}</h3>
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
    </>
  );
}
