/**
 * Where nobody is signed in: the way to the identity provider, what went wrong on the way back, and in local mode the role picker.
 * After signing in one lands where one wanted to go.
 */
import { useLocation } from "react-router";
import { AlwaysSaid } from "./frame.tsx";
import { RolePicker } from "./role-picker.tsx";
import { useSession } from "../session.tsx";

/** `problem`: what the callback of the identity provider had to say, in words, when this page is its answer. */
export function SignInPage({ problem }: { readonly problem?: string | undefined }) {
  const { mode, hasProvider } = useSession();
  const location = useLocation();
  const wanted = wantedIn(location.state);
  // Said once: somebody who comes here again later has left it behind.
  const said = location.key === "default" ? problem : undefined;
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
        <h1 className="nhsuk-heading-l">Sign in</h1>
        {said === undefined ? null : (
          <p className="app-wrong" role="alert">
            {said}
          </p>
        )}
        {hasProvider ? (
          <>
            <p>With your own account, on the sign-in page of your organisation. You come back here by yourself.</p>
            <a className="nhsuk-button" href={startAddress(wanted, said !== undefined)} draggable={false}>
              {said === undefined ? "Sign in" : "Sign in again"}
            </a>
          </>
        ) : null}
        {mode === "local" ? <RolePicker wanted={wanted} /> : null}
      </main>
    </>
  );
}

/** After a refusal the provider asks anew: it would bring back the same account, or the same weak sign-in, without a word. */
function startAddress(wanted: string | undefined, isAgain: boolean): string {
  const query = new URLSearchParams({
    ...(wanted === undefined ? {} : { to: wanted }),
    ...(isAgain ? { again: "yes" } : {}),
  }).toString();
  return query === "" ? "/sign-in/start" : `/sign-in/start?${query}`;
}

/** The page that somebody was kept from. */
function wantedIn(state: unknown): string | undefined {
  if (typeof state !== "object" || state === null || !("wanted" in state)) return undefined;
  return typeof state.wanted === "string" ? state.wanted : undefined;
}
