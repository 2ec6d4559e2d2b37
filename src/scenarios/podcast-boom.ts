// A service on which podcasts have overtaken movies. Data only.

import { scenario } from "./scenario.ts";

export const podcastBoom = scenario({
  name: "podcast-boom",
  summary:
    "Half of the titles and of all sessions are podcasts, nearly half of which start between 5 and 9 h UTC, and half of the customers are on mobiles.",
  lookAt:
    "Sessions by genre, the two commuting peaks of the day at 6-8 and 17 h UTC, shorter sessions, and mobile ahead of the TV.",
  behaviour: {
    "genre-mix": { movie: 0.3, music: 0.2, podcast: 0.5 },
    "hour-of-day": {
      hours: { podcast: [1, 1, 1, 1, 2, 8, 18, 20, 16, 6, 4, 3, 4, 4, 3, 4, 8, 14, 8, 4, 3, 2, 2, 1] },
    },
    "region-and-device": {
      deviceWeights: { smart_tv: 0.2, mobile: 0.5, game_console: 0.06 },
    },
  },
});
