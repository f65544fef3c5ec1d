/**
 * What a message costs on each hop. In: facts, submitted referrals, advice, board rows and feed messages of sample lives. Out: reading (strict JSON and contract)
 * and writing (contract, JSON, hash of the chain) a second, beside JSON.parse and JSON.stringify of the same bytes, which are the floor.
 */
import { boardRowOf, fold } from "@ucrt/domain";
import { readMessage } from "@ucrt/kafka";
import { emptyChain, nextLink } from "@ucrt/queue/src/chain.ts";
import {
  advice,
  ambulanceMessage,
  boardRecord,
  boardRow,
  communityMessage,
  fact,
  hospitalMessage,
  primaryCareMessage,
  readTolerantly,
  referralFact,
  submitted,
  type Feed,
} from "@ucrt/schemas";
import { readStrictJson } from "@ucrt/service";
import type { z } from "zod";
import type { BenchTable, Comparison } from "./bench-table.ts";
import type { Contestant } from "./measure.ts";
import { exampleMessages, sampleLives } from "./sample-lives.ts";

const feedContracts: Readonly<Record<Feed, z.ZodType>> = {
  ambulance: ambulanceMessage,
  hospital: hospitalMessage,
  "primary-care": primaryCareMessage,
  community: communityMessage,
};

interface Kind {
  readonly name: string;
  readonly schema: z.ZodType;
  /** As they are on the wire. */
  readonly bytes: readonly Buffer[];
}

/** Tables for reading and for writing. `lives`: how many to take messages from. */
export function messageBenches({ lives: count }: { readonly lives: number }): readonly BenchTable[] {
  const lives = sampleLives(count);
  const facts = lives.flatMap((life) => life.facts);
  const rows = lives.flatMap(({ received, facts: ofLife }) => {
    const referral = fold(ofLife);
    return referral.status === "none" ? [] : [boardRowOf(received.referralId, referral)];
  });
  const ofType = (type: string) => facts.filter((one) => one.type === type);
  const wire = (schema: z.ZodType, values: readonly unknown[]): readonly Buffer[] =>
    values.map((value) => Buffer.from(JSON.stringify(schema.encode(value))));
  const kinds: readonly Kind[] = [
    { name: "any fact", schema: fact, bytes: wire(referralFact, facts) },
    { name: "opened", schema: fact, bytes: wire(referralFact, ofType("opened")) },
    { name: "assessed", schema: fact, bytes: wire(referralFact, ofType("assessed")) },
    { name: "routed", schema: fact, bytes: wire(referralFact, ofType("routed")) },
    { name: "accepted", schema: fact, bytes: wire(referralFact, ofType("accepted")) },
    {
      name: "submitted",
      schema: submitted,
      bytes: wire(
        submitted,
        lives.map((life) => life.received),
      ),
    },
    {
      name: "advice",
      schema: advice,
      bytes: wire(
        advice,
        lives.flatMap((life) => life.questions.flatMap(({ input }) => (input.kind === "advice" ? [input.advice] : []))),
      ),
    },
    { name: "board row", schema: boardRecord, bytes: wire(boardRecord, rows) },
  ];
  return [
    { title: "Reading a message", contestants: kinds.flatMap(readers), comparisons: kinds.flatMap(readingComparisons) },
    {
      title: "Reading a feed message",
      contestants: feedReaders(),
      comparisons: [
        { of: "feed message: strict JSON and contract", against: "feed message: JSON.parse", says: "times its floor" },
      ],
    },
    {
      title: "Writing a message",
      contestants: [
        ...writers("any fact", referralFact, facts),
        ...writers("opened", referralFact, ofType("opened")),
        ...writers("board row", boardRow, rows),
        ...hashers(wire(referralFact, facts)),
      ],
      comparisons: [
        {
          of: "any fact: contract and JSON.stringify",
          against: "any fact: JSON.stringify",
          says: "times its floor",
        },
        {
          of: "opened: contract and JSON.stringify",
          against: "opened: JSON.stringify",
          says: "times its floor",
        },
        {
          of: "board row: contract and JSON.stringify",
          against: "board row: JSON.stringify",
          says: "times its floor",
        },
      ],
    },
  ];
}

const contestant = (name: string, items: number, call: () => unknown): Contestant => ({
  name,
  unit: "messages",
  unitsPerCall: items,
  call,
});

function readers({ name, schema, bytes }: Kind): readonly Contestant[] {
  const texts = bytes.map((one) => one.toString());
  const values = texts.map((text): unknown => JSON.parse(text));
  return [
    contestant(`${name}: JSON.parse`, texts.length, () => {
      for (const one of bytes) JSON.parse(one.toString());
    }),
    contestant(`${name}: strict JSON`, texts.length, () => {
      for (const one of bytes) readStrictJson(one);
    }),
    contestant(`${name}: contract alone`, texts.length, () => {
      for (const value of values) schema.safeParse(value);
    }),
    contestant(`${name}: readMessage`, texts.length, () => {
      for (const valueBytes of bytes) readMessage({ valueBytes }, schema);
    }),
  ];
}

const readingComparisons = ({ name }: Kind): readonly Comparison[] => [
  { of: `${name}: readMessage`, against: `${name}: JSON.parse`, says: "times its floor" },
];

/** The four dialects, each with its own contract, as `intake` reads them. */
function feedReaders(): readonly Contestant[] {
  const all = exampleMessages.map(({ feed, message }) => ({
    schema: feedContracts[feed],
    bytes: Buffer.from(JSON.stringify(message)),
    message,
  }));
  return [
    contestant("feed message: JSON.parse", all.length, () => {
      for (const { bytes } of all) JSON.parse(bytes.toString());
    }),
    contestant("feed message: contract alone", all.length, () => {
      for (const { schema, message } of all) schema.safeParse(message);
    }),
    contestant("feed message: strict JSON and contract", all.length, () => {
      for (const { schema, bytes } of all) {
        const json = readStrictJson(bytes);
        if (json.ok) readTolerantly(schema, json.value);
      }
    }),
  ];
}

function writers(name: string, schema: z.ZodType, values: readonly unknown[]): readonly Contestant[] {
  return [
    contestant(`${name}: JSON.stringify`, values.length, () => {
      for (const value of values) JSON.stringify(value);
    }),
    contestant(`${name}: contract and JSON.stringify`, values.length, () => {
      for (const value of values) JSON.stringify(schema.encode(value));
    }),
  ];
}

function hashers(bytes: readonly Buffer[]): readonly Contestant[] {
  const texts = bytes.map((one) => one.toString());
  return [
    contestant("any fact: link of the hash chain", texts.length, () => {
      for (const text of texts) nextLink(emptyChain, text);
    }),
  ];
}
