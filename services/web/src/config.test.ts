import { checkConfig, type Environment } from "@ucrt/service";
import { describe, expect, it } from "vitest";
import { webConfigOf } from "./config.ts";
import { readProviderSettings } from "./sign-in/provider-settings.ts";

const url = "http://127.0.0.1:7001";
const anyKey = "x".repeat(40);
const services: Environment = {
  AREA: "demo",
  PORT: "7000",
  INTERNAL_TOKEN_PUBLIC_KEY: anyKey,
  INTERNAL_TOKEN_PRIVATE_KEY: anyKey,
  INTAKE_URL: url,
  ELIGIBILITY_URL: url,
  ROUTING_URL: url,
  QUEUE_URL: url,
  LIVE_URL: url,
  METRICS_URL: url,
  ALLOWED_ORIGINS: "https://ucrt.example.nhs.uk",
};
const provider: Environment = {
  OIDC_ISSUER: "https://sign-in.example.nhs.uk/realms/ucrt",
  OIDC_CLIENT_ID: "ucrt",
  OIDC_CLIENT_SECRET: "a long random text",
  PEOPLE_FILE: "/etc/ucrt/people.yaml",
};

function problemsOf(environment: Environment): readonly string[] {
  const result = checkConfig(webConfigOf(environment), environment);
  return result.ok ? [] : result.problems.map((problem) => problem.split(" ", 1)[0] ?? "");
}

describe("the configuration", () => {
  it("is complete in production with an identity provider, and names everything that is missing without", () => {
    const production = { MODE: "production", ...services };
    expect(problemsOf({ ...production, ...provider })).toEqual([]);
    expect(problemsOf(production)).toEqual(
      expect.arrayContaining(["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PEOPLE_FILE"]),
    );
    expect(problemsOf({ MODE: "production" })).toEqual(expect.arrayContaining(["OIDC_CLIENT_SECRET", "PORT"]));
    expect(problemsOf({ ...production, ...provider, OIDC_ISSUER: "http://sign-in.example.nhs.uk" })).toEqual([
      "OIDC_ISSUER",
    ]);
    expect(problemsOf({ ...production, ...provider, ALLOWED_ORIGINS: "http://ucrt.example.nhs.uk" })).toEqual([
      "ALLOWED_ORIGINS",
    ]);
  });

  it("needs no provider in local mode, and all of it once one is named", () => {
    const local = { MODE: "local", ...services };
    expect(problemsOf(local)).toEqual([]);
    expect(problemsOf({ ...local, OIDC_ISSUER: "http://127.0.0.1:7090" })).toEqual([
      "OIDC_CLIENT_ID",
      "PEOPLE_FILE",
      "OIDC_CLIENT_SECRET",
    ]);
  });

  it("becomes the settings of the provider, and never shows a key that it cannot read", async () => {
    const environment = {
      MODE: "production",
      ...services,
      ...provider,
      OIDC_ACR_VALUES: "aal2  aal3",
      OIDC_MANAGED_DEVICE_CLAIM: "device=managed=yes",
    };
    const read = checkConfig(webConfigOf(environment), environment);
    if (!read.ok) throw new Error(read.problems.join(" "));
    expect(await readProviderSettings(read.config)).toMatchObject({
      acrValues: ["aal2", "aal3"],
      managedDevice: { claim: "device", value: "managed=yes" },
      allowsPlainHttp: false,
    });
    const unreadable = { ...read.config, OIDC_CLIENT_PRIVATE_KEY: "not a key at all, but secret" };
    await expect(readProviderSettings(unreadable)).rejects.toThrow(/^OIDC_CLIENT_PRIVATE_KEY cannot be read: give/);
  });
});
