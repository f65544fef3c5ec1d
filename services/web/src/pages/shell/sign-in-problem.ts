/**
 * What went wrong at sign-in, as the server wrote it into this very page. In: the document. Out: words, or nothing.
 * The address the identity provider sent the browser to holds a code: it is replaced before anything else happens, so that it stays in no history.
 */
export function takeSignInProblem(): string | undefined {
  const said = document.querySelector('meta[name="sign-in-problem"]')?.getAttribute("content") ?? undefined;
  if (said !== undefined) window.history.replaceState(null, "", "/sign-in");
  return said;
}
