// Who can sign in to the demonstration, to be printed at the start. In: the area. Out: lines.
import { demonstrationPeople } from "@ucrt/web/src/sign-in/demonstration-people.ts";
import { demonstrationPassword } from "./pages.ts";

/** One line for each person, and the password of all of them. */
export function whoSignsIn(area: string): readonly string[] {
  return [
    `\nSign in as one of these invented people; the password of everybody is: ${demonstrationPassword}`,
    ...demonstrationPeople(area).map(({ words, principal: { name } }) => `  ${name.padEnd(18)} ${words}`),
  ];
}
