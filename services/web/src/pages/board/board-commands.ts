/** What the single point of access may do straight from a row. Pure. In: a row and a role. Out: commands, the likeliest first. The queue decides; this only offers. */
import type { BoardRow, CommandName, Role } from "@ucrt/schemas";

export function boardCommands(row: BoardRow, role: Role): readonly CommandName[] {
  if (role !== "spa-coordinator" && role !== "spa-clinician") return [];
  const isClinician = role === "spa-clinician";
  switch (row.state) {
    case "candidate":
      return ["take", "leave"];
    case "received":
      return ["claim"];
    case "deciding":
      return isClinician ? ["review", "claim"] : ["claim"];
    case "advised":
    case "handed-back":
      return ["acknowledge", "record-call"];
    case "waiting":
      return row.waitingFor === "hold" ? ["release"] : ["assign", "claim"];
    case "offered":
      return ["accept", "decline"];
    case "accepted":
    case "en-route":
    case "arrived":
    case "onward-pending":
    case "escalated":
    case "no-access":
      return ["record-call"];
    case "closed":
    case "withdrawn":
      return row.openCallTasks > 0 ? ["record-call"] : [];
  }
}
