/**
 * `POST /api/live/tickets`: a signed-in person asks for a ticket, and gets one for 30 s. 403 for roles that never see a row of the board.
 */
import { liveTicket } from "@ucrt/schemas";
import { principalOf, type Clock, type HttpServer } from "@ucrt/service";
import { TICKET_SECONDS, type Tickets } from "./tickets.ts";

/** Adds the route. */
export function addTicketRoute(app: HttpServer, deps: { readonly tickets: Tickets; readonly clock: Clock }): void {
  app.post("/api/live/tickets", { schema: { response: { 200: liveTicket } } }, async (request) => {
    const { subject, role: viewerRole, organisation, team, sessionId = null } = principalOf(request);
    const viewer = { subject, role: viewerRole, organisation, ...(team === undefined ? {} : { team }) };
    const origin = request.headers.origin ?? null;
    const ticket = deps.tickets.give({ viewer, origin, sessionId }, deps.clock.nowMs());
    return { ticket, expiresInSeconds: TICKET_SECONDS };
  });
}
