import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it } from "vitest";
import { crashPointChannel, fault } from "./fault.ts";

it("tells a listener which place was reached, and nobody when there is none", () => {
  const reached: unknown[] = [];
  const listen = (message: unknown): void => void reached.push(message);
  expect(channel(crashPointChannel).hasSubscribers).toBe(false);
  fault.at("after-receive");
  subscribe(crashPointChannel, listen);
  fault.at("after-commit");
  unsubscribe(crashPointChannel, listen);
  fault.at("before-commit");
  expect(reached).toEqual(["after-commit"]);
});
