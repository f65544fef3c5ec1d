import { expect, test } from "vitest";
import { kafkaSecurity } from "./security.ts";

test("says who a client is only when it has a name, and encrypts only when told", () => {
  expect(kafkaSecurity({})).toEqual({});
  expect(kafkaSecurity({ KAFKA_TLS: "off", KAFKA_SASL_MECHANISM: "plain" })).toEqual({});
  const named = { KAFKA_USERNAME: "intake", KAFKA_PASSWORD: "a-long-password" };
  expect(kafkaSecurity({ ...named, KAFKA_TLS: "on" })).toEqual({
    ssl: true,
    sasl: { mechanism: "scram-sha-512", username: "intake", password: "a-long-password" },
  });
  expect(kafkaSecurity({ ...named, KAFKA_SASL_MECHANISM: "plain" }).sasl).toMatchObject({ mechanism: "plain" });
});
