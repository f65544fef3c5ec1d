/**
 * The migrations of schema `queue`, in order. Applied ones are never edited; a change is a new file and a new entry.
 * The service's role may not change or delete what is insert-only, beside the trigger that refuses it to everybody.
 */
import { readFileSync } from "node:fs";
import { leaseTableSql, outboxTableSql, outboxUncompressedSql } from "@ucrt/postgres";
import type { Migration } from "@ucrt/postgres";

export const SCHEMA = "queue";

const insertOnly = ["fact", "access", "anchor", "anchor_filed"];

const textOf = (file: string): string => readFileSync(new URL(`../migrations/${file}`, import.meta.url), "utf8");

export const migrations: readonly Migration[] = [
  {
    name: "0001-queue",
    up: ({ schema, role }) =>
      [
        outboxTableSql(schema),
        leaseTableSql(schema),
        textOf("0001-queue.sql"),
        role === undefined
          ? ""
          : insertOnly.map((table) => `revoke update, delete, truncate on ${schema}.${table} from ${role};`).join("\n"),
      ].join("\n"),
  },
  {
    name: "0002-write-less",
    up: ({ schema }) => [textOf("0002-write-less.sql"), outboxUncompressedSql(schema)].join("\n"),
  },
  { name: "0003-replays", up: () => textOf("0003-replays.sql") },
  { name: "0003-referral-number", up: () => textOf("0003-referral-number.sql") },
  { name: "0004-team-work", up: () => textOf("0004-team-work.sql") },
  { name: "0004-call-drafts", up: () => textOf("0004-call-drafts.sql") },
  { name: "0004-oversight", up: () => textOf("0004-oversight.sql") },
];
