/** A thread of its own for making a publication: it takes seconds of arithmetic, and `metrics` must answer meanwhile. In: a year of cells and the rules. Out: the publication. */
import { parentPort, workerData } from "node:worker_threads";
import { makePublication, type PublicationRules, type YearOfCells } from "./make-publication.ts";

const { year, rules } = workerData as { readonly year: YearOfCells; readonly rules: PublicationRules };
parentPort?.postMessage(makePublication(year, rules));
