/** One live connection for the whole application, started while a page needs it. In: the signed-in person. Out: `useLive()`. */
import { liveTicket, type Role } from "@ucrt/schemas";
import { createContext, useContext, useEffect, useRef, useSyncExternalStore, type ReactNode } from "react";
import { post } from "../api.ts";
import { monotonicMs, noteServerTime, useServerNow } from "../server-clock.ts";
import { spaRoles, teamRoles, useSession } from "../session.tsx";
import { freshnessOf, type Freshness } from "./board-state.ts";
import { LiveConnection, type LiveSocket, type LiveState, type TicketAnswer } from "./live-connection.ts";

const LiveContext = createContext<LiveConnection | undefined>(undefined);

/** Roles whose pages show live rows; for others a socket would stay empty. */
const seesRows: readonly Role[] = [...spaRoles, ...teamRoles, "service-lead"];

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const { principal, refresh } = useSession();
  const connection = useRef<LiveConnection>(undefined);
  connection.current ??= new LiveConnection({
    getTicket,
    openSocket,
    monotonicMs,
    onServerTime: noteServerTime,
    random: Math.random,
    setTimer: (run, afterMs) => {
      const timer = setTimeout(run, afterMs);
      return () => clearTimeout(timer);
    },
  });
  const live = connection.current;
  const scopesSeen = useRef(0);
  const subject = principal !== null && seesRows.includes(principal.role) ? principal.subject : undefined;
  useEffect(() => {
    if (subject === undefined) return undefined;
    live.start();
    const again = () => live.retryNow();
    const seen = () => {
      if (document.visibilityState === "visible") live.retryNow();
    };
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", seen);
    return () => {
      window.removeEventListener("online", again);
      document.removeEventListener("visibilitychange", seen);
      live.stop();
    };
  }, [live, subject]);
  useEffect(
    () =>
      live.subscribe(() => {
        const { link, scopeChanges } = live.state();
        const isSomebodyElse = scopeChanges !== scopesSeen.current;
        scopesSeen.current = scopeChanges;
        if (link === "signed-out" || link === "refused" || isSomebodyElse) void refresh();
      }),
    [live, refresh],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

async function getTicket(): Promise<TicketAnswer> {
  const answered = await post("/api/live/tickets", {}, liveTicket, { isByTimer: true });
  if (answered.ok) return { kind: "ticket", ticket: answered.value.ticket };
  switch (answered.refusal.status) {
    case 401:
      return { kind: "signed-out" };
    case 403:
      return { kind: "refused" };
    default:
      return { kind: "no-answer" };
  }
}

function openSocket(): LiveSocket {
  const url = new URL("/api/live", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  const wrapped: LiveSocket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.addEventListener("open", () => wrapped.onopen?.());
  socket.addEventListener("message", (event: MessageEvent<unknown>) => wrapped.onmessage?.({ data: event.data }));
  socket.addEventListener("close", (event) => wrapped.onclose?.({ code: event.code }));
  return wrapped;
}

/** The live state; renders again with each change. */
export function useLive(): LiveState {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error("useLive is used outside LiveProvider");
  return useSyncExternalStore(live.subscribe, live.state);
}

/** How far the board may be trusted now; renders again each second. */
export function useFreshness(): Freshness {
  const { board, link } = useLive();
  useServerNow();
  return freshnessOf(board, link === "open", monotonicMs());
}
