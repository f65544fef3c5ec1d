/**
 * `POST /api/live/tickets`: a signed-in person asks for a ticket, and gets one for 30 s. 403 for roles that never see a row of the board.
 */
import { mayViewBoard } from "@ucrt/domain";
import { liveTicket, role } from "@ucrt/schemas";
import { principalOf, type Clock, type HttpServer } from "@ucrt/service";
import { TICKET_SECONDS, type Tickets } from "./tickets.ts";

const viewers = role.options.filter((name) => mayViewBoard({ subject: "", organisation: "", role: name }));

/** Adds the route. */
export function addTicketRoute(app: HttpServer, deps: { readonly tickets: Tickets; readonly clock: Clock }): void {
  app.post(
    "/api/live/tickets",
    { config: { access: viewers }, schema: { response: { 200: liveTicket } } },
    async (request) => {
      const { subject, role: viewerRole, organisation, team } = principalOf(request);
      const viewer = { subject, role: viewerRole, organisation, ...(team === undefined ? {} : { team }) };
      const ticket = deps.tickets.give({ viewer, origin: request.headers.origin ?? null }, deps.clock.nowMs());
      return { ticket, expiresInSeconds: TICKET_SECONDS };
    },
  );
}
