/** What surrounds every page: skip link, name of the service, where one may go, who is signed in, and what must always be said. */
import { roleWords, type Role } from "@ucrt/schemas";
import { useState } from "react";
import { Link, NavLink, Outlet, useNavigate, useSearchParams } from "react-router";
import { z } from "zod";
import { post } from "../api.ts";
import { useOutbox } from "../offline/offline-provider.tsx";
import { forgetEverything } from "../offline/sealed-store.ts";
import { WaitingLine } from "../offline/waiting-line.tsx";
import { useReference } from "../reference-data.tsx";
import { useSession } from "../session.tsx";

const places: readonly { readonly to: string; readonly words: string; readonly roles: readonly Role[] }[] = [
  { to: "/service", words: "Service", roles: ["service-lead"] },
  { to: "/privacy", words: "Privacy", roles: ["privacy-officer"] },
  { to: "/board", words: "Board", roles: ["spa-coordinator", "spa-clinician", "service-lead"] },
  { to: "/team", words: "My team", roles: ["ucrt-clinician", "ucrt-lead"] },
  { to: "/submit", words: "New referral", roles: ["crew", "referrer", "referrer-desk"] },
  { to: "/call", words: "New call", roles: ["spa-coordinator", "spa-clinician"] },
  { to: "/fallback", words: "Fallback sheet", roles: ["spa-coordinator", "spa-clinician"] },
  { to: "/my-referrals", words: "My referrals", roles: ["crew", "referrer", "referrer-desk"] },
  {
    to: "/numbers",
    words: "Numbers",
    roles: ["commissioner", "service-lead", "ucrt-lead", "spa-coordinator", "spa-clinician"],
  },
  { to: "/then", words: "As it stood", roles: ["service-lead"] },
  {
    to: "/audit-sample",
    words: "Audit sample",
    roles: ["service-lead", "spa-clinician", "ucrt-clinician", "ucrt-lead"],
  },
  { to: "/parked", words: "Parked messages", roles: ["operator", "service-lead", "spa-coordinator", "spa-clinician"] },
];

export function Frame() {
  const { principal } = useSession();
  const [parameters] = useSearchParams();
  // On a wall nobody is named, and nothing is offered that would need a name.
  const isWall = parameters.has("wall");
  return (
    <>
      <a className="nhsuk-skip-link" href="#main">
        Skip to main content
      </a>
      <header className="app-header">
        <div className="app-header__inner">
          <Link className="app-header__name" to="/">
            Urgent community response
          </Link>
          {principal === null || isWall ? null : (
            <nav aria-label="Pages" className="app-nav">
              {places
                .filter((place) => place.roles.includes(principal.role))
                .map((place) => (
                  <NavLink key={place.words} to={place.to} className="app-nav__link">
                    {place.words}
                  </NavLink>
                ))}
            </nav>
          )}
          {isWall ? null : <Who />}
        </div>
      </header>
      <AlwaysSaid />
      {isWall ? null : <WaitingLine />}
      <Outlet />
    </>
  );
}

const signOutAnswer = z.object({ continueAt: z.url().nullable() });

function Who() {
  const { principal, hasProvider, refresh } = useSession();
  const navigate = useNavigate();
  const [isRefused, setIsRefused] = useState(false);
  const [isWarned, setIsWarned] = useState(false);
  const unsent = useOutbox()?.entries.filter(({ state }) => state === "waiting").length ?? 0;
  if (principal === null)
    return (
      <Link className="app-header__button" to="/sign-in">
        Sign in
      </Link>
    );
  const leave = async () => {
    // What waits goes with the person: that is said once before.
    if (unsent > 0 && !isWarned) {
      setIsWarned(true);
      return;
    }
    const answered = await post("/sign-out", undefined, signOutAnswer);
    if (!answered.ok) {
      // Somebody who walks away has to know that the screen is still theirs.
      setIsRefused(true);
      return;
    }
    await forgetEverything().catch(() => undefined);
    if (answered.value.continueAt !== null) {
      // The provider's own session ends there; leaving the page takes everything along that was on it.
      window.location.assign(answered.value.continueAt);
      return;
    }
    await refresh();
    await navigate("/sign-in");
  };
  return (
    <div className="app-who">
      <span className="app-who__name">
        {principal.name}
        <span className="app-who__role">{roleWords[principal.role]}</span>
      </span>
      {isRefused ? <span role="alert">You are still signed in: there was no answer.</span> : null}
      {isWarned && unsent > 0 ? (
        <span role="alert">{unsent} not sent yet: lost if you sign out. Again to sign out all the same.</span>
      ) : null}
      <button type="button" className="app-header__button" onClick={() => void leave()}>
        {hasProvider ? "Sign out" : "Change person"}
      </button>
    </div>
  );
}

/** Two things that may never be overlooked: this is a demonstration; nobody has approved the criteria. */
export function AlwaysSaid() {
  const { area } = useSession();
  const { areCriteriaApproved, criteriaNotice } = useReference();
  if (!area.isDemonstration && areCriteriaApproved !== false) return null;
  return (
    <div className="app-said" role="note">
      {area.isDemonstration ? (
        <span>
          <strong>Demonstration:</strong> teams open round the clock, short timeouts, invented people.
        </span>
      ) : null}
      {areCriteriaApproved === false ? (
        <span>
          <strong>Criteria not clinically approved.</strong>{" "}
          {(criteriaNotice ?? "").replace(/^Criteria not clinically approved\.\s*/, "")}
        </span>
      ) : null}
    </div>
  );
}
