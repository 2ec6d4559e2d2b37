// Viewers who wait for the weekend and then watch to the end. Data only.

import { scenario } from "./scenario.ts";

export const weekendBinge = scenario({
  name: "weekend-binge",
  summary: "A Saturday or Sunday has three times a weekday's sessions, and hardly one is abandoned.",
  lookAt:
    "The saw-tooth of sessions a day, its effect on rolling means and week-over-week comparisons, and high completion on every tier.",
  behaviour: {
    "weekend-lift": { lift: 3 },
    "watch-fraction": {
      abandon: { Basic: 0.06, Standard: 0.04, Premium: 0.02 },
      skew: { Basic: 2, Standard: 4, Premium: 6 },
    },
  },
});
