// A hit economy: a few titles carry each genre. Data only.

import { scenario } from "./scenario.ts";

export const blockbuster = scenario({
  name: "blockbuster",
  summary: "The most watched title of each genre has about half of its sessions, and the long tail hardly any.",
  lookAt:
    "Top-content queries, joins skewed to a few keys, titles that nobody watched, and means by title over very unequal counts.",
  behaviour: { "title-popularity": { exponent: 1.8 } },
});
