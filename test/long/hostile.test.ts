// 20,000 requests drawn from the document, as test/hostile asks 2,000: with seeds of its own.

import { afterAll, test } from "vitest";
import { askDrawn } from "../hostile/asking.ts";
import { openTarget } from "../hostile/target.ts";

const target = await openTarget();
afterAll(() => target.close());

const requests = 20_000;
const share = Math.ceil(requests / target.operations.length);

test.each(target.operations)("$method $path answers whatever is asked as documented", async (operation) => {
  // The same seed would draw the same values for each operation.
  const seed = 20_261_126 + target.operations.indexOf(operation);
  await askDrawn(target, operation, { count: share, seed });
});
