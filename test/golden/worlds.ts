// The three worlds whose bytes are pinned, and the digests they have now; run on every supported Node by the long suite.
import { fileURLToPath } from "node:url";
import { modelVersion } from "../../src/rules/model-version.ts";
import { fileDigests, testWorld } from "../worlds.ts";

/** A number, a word and a letter that seedrandom alone would confuse with another. */
export const goldenSeeds = ["42", "mockbuster", "š"] as const;

export function currentDigests(): unknown {
  const worlds = goldenSeeds.map((seed) => [seed, fileDigests(testWorld({ seed, customers: 2000, content: 200 }))]);
  return { modelVersion, asOf: "2026-01-01", customers: 2000, content: 200, digests: Object.fromEntries(worlds) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(currentDigests(), null, 2));
