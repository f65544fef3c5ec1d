// Runs the local sign-in server beside a local product. In: MODE=local, ISSUER, AREA, WEB_URL, ORIGINS, CLIENT_SECRET. Out: an identity provider on
// this machine that knows the people of the demonstration. Refuses to start anywhere but in local mode: everybody has the same password.
import { configExitCode } from "@ucrt/service";
import { demonstrationPeople } from "@ucrt/web/src/sign-in/demonstration-people.ts";
import { startSignInServer } from "./sign-in-server.ts";

if (process.env["MODE"] !== "local") {
  process.stderr.write("Cannot start: the demonstration's sign-in server is for MODE=local only.\n");
  process.exit(configExitCode);
}

const server = await startSignInServer({
  issuer: given("ISSUER"),
  people: demonstrationPeople(given("AREA")).map(({ id, group, words, principal: { name } }) => ({
    id,
    group,
    words,
    name,
  })),
  origins: given("ORIGINS").split(","),
  webUrl: given("WEB_URL"),
  clientSecret: given("CLIENT_SECRET"),
});
console.log(`${new Date().toISOString()} listens at ${server.issuer}`);

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => void server.stop().then(() => process.exit(0)));

function given(name: string): string {
  const text = process.env[name];
  if (text === undefined || text === "") throw new Error(`${name} has to be given`);
  return text;
}
