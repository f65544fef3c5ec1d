/** Made-up people, commands and places for tests and simulations outside this package. Nothing here is a real person or place; never used by a service. */
export { allCommands, madeCommand } from "./referral/made-commands.ts";
export { people } from "./referral/made-referral.ts";
export { everyDay, madeDirectory, madeTeam } from "./routing/made-directory.ts";
