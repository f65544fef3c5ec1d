// Where things are in the checkout. In: nothing. Out: absolute paths. Creates nothing.
import { resolve } from "node:path";

/** Absolute path of the repository root. */
export const repositoryRoot: string = resolve(import.meta.dirname, "../../..");

/** Absolute path of the folder that holds all state of local runs; git ignores it. */
export const runFolder: string = resolve(repositoryRoot, ".run");

/** Absolute path of deploy/local. */
export const localFolder: string = resolve(import.meta.dirname, "..");

/** Absolute path of the folder that Maven fills with the broker's jars, shared by all local instances. */
export const kafkaJarsFolder: string = resolve(runFolder, "kafka-jars");
