/**
 * Each command as a person gives it: what the button says, what is asked, what is sent. One list, in files by who gives them.
 * Asks for nothing that is already known; decides nothing: who may do what is the queue's decision.
 */
import type { CommandName } from "@ucrt/schemas";
import type { CommandSpec } from "./command-parts.ts";
import { referrerCommands } from "./referrer-commands.ts";
import { spaCommands } from "./spa-commands.ts";
import { teamCommands } from "./team-commands.ts";
import { visitCommands } from "./visit-commands.ts";

export const commandSpecs: Readonly<Record<CommandName, CommandSpec>> = {
  ...spaCommands,
  ...teamCommands,
  ...visitCommands,
  ...referrerCommands,
};
