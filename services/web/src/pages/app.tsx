/** The application: who is signed in, which page is where, and who may open it. */
import { BrowserRouter, Navigate, Route, Routes, useLocation } from "react-router";
import type { Role } from "@ucrt/schemas";
import type { ReactNode } from "react";
import { ApiDocsPage } from "./docs/api-docs-page.tsx";
import { BoardPage } from "./board/board-page.tsx";
import { CallPage, NewCall } from "./call/call-page.tsx";
import { CallReceiptPage } from "./call/call-receipt-page.tsx";
import { UnfinishedCallsPage } from "./call/unfinished-calls.tsx";
import { CatchUpPage } from "./catch-up/catch-up-page.tsx";
import { FallbackPage } from "./fallback/fallback-page.tsx";
import { LiveProvider } from "./live/use-live.tsx";
import { ReportPage } from "./numbers/report-page.tsx";
import { ThroughputPage } from "./numbers/throughput-page.tsx";
import { OfflineProvider } from "./offline/offline-provider.tsx";
import { AuditPage } from "./oversight/audit-page.tsx";
import { PrivacyPage } from "./oversight/privacy-page.tsx";
import { ServicePage } from "./oversight/service-page.tsx";
import { ThenPage } from "./oversight/then-page.tsx";
import { ParkedPage } from "./parked/parked-page.tsx";
import { ReferenceProvider } from "./reference-data.tsx";
import { MyReferralsPage } from "./refer/my-referrals-page.tsx";
import { ReceiptPage } from "./refer/receipt-page.tsx";
import { ReferPage } from "./refer/refer-page.tsx";
import { ReferralPage } from "./referral/referral-page.tsx";
import { homeOf, referrerRoles, SessionProvider, spaRoles, teamRoles, useSession } from "./session.tsx";
import { Frame } from "./shell/frame.tsx";
import { NotFoundPage } from "./shell/not-found-page.tsx";
import { SignInPage } from "./shell/sign-in-page.tsx";
import { HandoverPage } from "./team/handover-page.tsx";
import { TeamPage } from "./team/team-page.tsx";

const boardRoles: readonly Role[] = [...spaRoles, "service-lead"];
const referralRoles: readonly Role[] = [...boardRoles, ...teamRoles];
const submitRoles: readonly Role[] = [...referrerRoles, ...spaRoles];
/** Hour by hour and unsuppressed: for those who run the service, not for those who buy it. */
const throughputRoles: readonly Role[] = ["service-lead", "ucrt-lead", ...spaRoles];
const numbersRoles: readonly Role[] = ["commissioner", ...throughputRoles];
/** The service lead reads the sample, registered clinicians judge it. */
const auditRoles: readonly Role[] = ["service-lead", "spa-clinician", ...teamRoles];
const parkedRoles: readonly Role[] = ["operator", ...boardRoles];

export function App({ signInProblem }: { readonly signInProblem: string | undefined }) {
  return (
    <SessionProvider>
      <BrowserRouter>
        <OfflineProvider>
          <ReferenceProvider>
            <LiveProvider>
              <Routes>
                <Route path="/sign-in" element={<SignInPage problem={signInProblem} />} />
                <Route element={<Frame />}>
                  <Route path="/" element={<Home />} />
                  <Route path="/board" element={<Only roles={boardRoles} page={<BoardPage />} />} />
                  <Route path="/referrals/:id" element={<Only roles={referralRoles} page={<ReferralPage />} />} />
                  <Route path="/team" element={<Only roles={teamRoles} page={<TeamPage />} />} />
                  <Route path="/team/handover" element={<Only roles={teamRoles} page={<HandoverPage />} />} />
                  <Route path="/submit" element={<Only roles={submitRoles} page={<Submit />} />} />
                  <Route path="/my-referrals" element={<Only roles={submitRoles} page={<MyReferralsPage />} />} />
                  <Route path="/my-referrals/:id" element={<Only roles={submitRoles} page={<ReceiptPage />} />} />
                  <Route path="/my-referrals/:id/amend" element={<Only roles={submitRoles} page={<ReferPage />} />} />
                  <Route path="/call" element={<Only roles={spaRoles} page={<NewCall />} />} />
                  <Route path="/call/:id" element={<Only roles={spaRoles} page={<CallPage />} />} />
                  <Route path="/catch-up" element={<Only roles={spaRoles} page={<CatchUpPage />} />} />
                  <Route path="/fallback" element={<Only roles={spaRoles} page={<FallbackPage />} />} />
                  <Route path="/calls" element={<Only roles={spaRoles} page={<UnfinishedCallsPage />} />} />
                  <Route path="/calls/:id" element={<Only roles={spaRoles} page={<CallReceiptPage />} />} />
                  <Route path="/numbers" element={<Only roles={numbersRoles} page={<ReportPage />} />} />
                  <Route path="/throughput" element={<Only roles={throughputRoles} page={<ThroughputPage />} />} />
                  <Route path="/service" element={<Only roles={["service-lead"]} page={<ServicePage />} />} />
                  <Route path="/then" element={<Only roles={["service-lead"]} page={<ThenPage />} />} />
                  <Route path="/audit-sample" element={<Only roles={auditRoles} page={<AuditPage />} />} />
                  <Route path="/privacy" element={<Only roles={["privacy-officer"]} page={<PrivacyPage />} />} />
                  <Route path="/parked" element={<Only roles={parkedRoles} page={<ParkedPage />} />} />
                  <Route path="/api/docs" element={<ApiDocsPage />} />
                  <Route path="*" element={<NotFoundPage />} />
                </Route>
              </Routes>
            </LiveProvider>
          </ReferenceProvider>
        </OfflineProvider>
      </BrowserRouter>
    </SessionProvider>
  );
}

/** Whoever is with the person refers; the single point of access writes down a call. */
function Submit() {
  const { principal } = useSession();
  return principal !== null && spaRoles.includes(principal.role) ? <Navigate replace to="/call" /> : <ReferPage />;
}

function Home() {
  const { principal } = useSession();
  return <Navigate replace to={principal === null ? "/sign-in" : homeOf(principal.role)} />;
}

/** Shows a page to the roles that work with it; the interface refuses the rest anyway, this only says so kindly. */
function Only({ roles, page }: { readonly roles: readonly Role[]; readonly page: ReactNode }) {
  const { principal } = useSession();
  const { pathname, search } = useLocation();
  if (principal === null) return <Navigate replace to="/sign-in" state={{ wanted: `${pathname}${search}` }} />;
  if (roles.includes(principal.role)) return page;
  return (
    <main className="app-page" id="main" tabIndex={-1}>
      <h1>This page is not for your role</h1>
      <p>
        <a href={homeOf(principal.role)}>Go to your own page</a>
      </p>
    </main>
  );
}
