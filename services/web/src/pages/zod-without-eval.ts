/** Imported first: the content security policy forbids generated code, so the contracts are told before any of them is built. */
import { z } from "zod";

z.config({ jitless: true });
