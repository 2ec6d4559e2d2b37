// An audience that watches from late evening till dawn, so that its evenings straddle two UTC dates. Data only.

import { scenario } from "./scenario.ts";

export const nightOwls = scenario({
  name: "night-owls",
  summary: "Two sessions in three start between 21 and 5 h UTC, whatever the genre.",
  lookAt:
    "Hours by genre, evenings that straddle midnight, and whatever groups by UTC date: a night's viewing falls on two days.",
  behaviour: {
    "hour-of-day": {
      hours: {
        movie: [15, 13, 10, 7, 4, 2, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 6, 8, 11, 13, 15],
        music: [12, 11, 9, 7, 5, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 5, 7, 9, 11, 12],
        podcast: [14, 12, 10, 8, 5, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 9, 12, 14],
      },
    },
  },
});
