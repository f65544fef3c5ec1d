// The pages of the local sign-in server: plain HTML without a script. In: people, what went wrong. Out: a page as text.
export interface OfferedPerson {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly words: string;
}

/** The same for everybody; shown on the page and printed at the start. */
export const demonstrationPassword = "demonstration";

/** Who signs in, and the password. `action` is where the form goes. */
export function loginPage(show: {
  readonly action: string;
  readonly people: readonly OfferedPerson[];
  readonly wrong?: string;
}): string {
  const groups = Map.groupBy(show.people, ({ group }) => group);
  const options = [...groups].map(
    ([group, people]) =>
      `<optgroup label="${escape(group)}">${people
        .map(({ id, name, words }) => `<option value="${escape(id)}">${escape(name)} – ${escape(words)}</option>`)
        .join("")}</optgroup>`,
  );
  return page(
    "Demonstration sign-in",
    `<p>This stands in for your organisation's sign-in page. Everybody here is invented, and everybody has the same password:
<strong>${demonstrationPassword}</strong></p>
${show.wrong === undefined ? "" : `<p class="wrong" role="alert">${escape(show.wrong)}</p>`}
<form method="post" action="${escape(show.action)}">
<label for="person">Who are you?</label>
<select id="person" name="person" autofocus>${options.join("")}</select>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="off" required>
<button type="submit">Sign in</button>
</form>`,
  );
}

/** Asks before the session at the sign-in server ends too. `form` is the server's own, without buttons. */
export function signOutPage(form: string): string {
  return page(
    "Sign out here as well?",
    `<p>You are signed out of urgent community response. The demonstration sign-in still knows you.</p>
${form}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Yes, sign out</button>
<button type="submit" form="op.logoutForm" class="plain">No, stay signed in here</button></p>`,
  );
}

/** Something that has no page to go back to. */
export function messagePage(title: string, words: string): string {
  return page(title, `<p>${escape(words)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${style}</style></head>
<body><main><h1>${escape(title)}</h1>${body}</main></body></html>`;
}

const style = `
body { margin: 0; background: #f0f4f5; color: #212b32; font: 18px/1.5 Arial, sans-serif; }
main { max-width: 34em; margin: 0 auto; padding: 24px 16px; }
h1 { font-size: 1.6em; margin: 0 0 16px; }
label { display: block; margin: 16px 0 4px; font-weight: 700; }
select, input { box-sizing: border-box; width: 100%; min-height: 48px; padding: 8px; font: inherit; border: 2px solid #4c6272; border-radius: 0; background: #fff; }
button { min-height: 48px; margin: 24px 12px 0 0; padding: 8px 20px; font: inherit; font-weight: 700; color: #fff; background: #00703c; border: 0; cursor: pointer; }
button.plain { background: #4c6272; }
:focus-visible { outline: 4px solid #ffeb3b; outline-offset: 0; box-shadow: inset 0 0 0 4px #212b32; }
.wrong { padding: 8px 12px; background: #fbe9e7; border-left: 4px solid #d5281b; }`;

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
