/** Deterministic ids: the same fact or the same check gives the same advice, so that a repeat is recognised wherever it arrives. */
import { stableIds } from "@ucrt/service";

/** An id of `eligibility`, from its cause and what it is for. */
export const idOf = stableIds("b3f0a0de-3a0f-5d0c-9a51-6f2f4f0f7e15");
