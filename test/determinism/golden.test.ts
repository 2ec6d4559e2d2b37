// Guards change, not truth: these digests say that the bytes are the ones released under this model version. When a change
// of the bytes is meant, raise src/rules/model-version.ts and run `npx tsx test/golden/worlds.ts > test/golden/digests.json`.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { currentDigests } from "../golden/worlds.ts";

describe("the default run", () => {
  it("has the bytes of its model version for three seeds", () => {
    const pinned: unknown = JSON.parse(readFileSync(new URL("../golden/digests.json", import.meta.url), "utf8"));
    expect(currentDigests()).toEqual(pinned);
  });
});
