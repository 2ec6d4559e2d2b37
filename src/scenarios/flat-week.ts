// The control: nothing depends on time. What a dashboard still finds here, it has made up. Data only.

import { scenario } from "./scenario.ts";

const everyHour = Array.from({ length: 24 }, () => 1);

export const flatWeek = scenario({
  name: "flat-week",
  summary:
    "A control without rhythm: no weekend, no favour to recent days, every hour alike, every title as popular as another.",
  lookAt:
    "Seasonality tests, anomaly detectors and rankings, which should find nothing but the growing number of subscribers.",
  behaviour: {
    "weekend-lift": { lift: 1 },
    "recency-window": { floor: 1 },
    "hour-of-day": { hours: { movie: everyHour, music: everyHour, podcast: everyHour } },
    "title-popularity": { exponent: 0 },
  },
});
