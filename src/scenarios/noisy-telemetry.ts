// Players that report completion badly: the rate differs by up to 30 points from what was watched. Data only.

import { scenario } from "./scenario.ts";

export const noisyTelemetry = scenario({
  name: "noisy-telemetry",
  summary:
    "completion_rate is off by up to 20, 25 and 30 points on Basic, Standard and Premium, and sessions run on other devices than one's own.",
  lookAt:
    "completion_rate beside duration_watched / duration_minutes, many rows of exactly 1.0000, rates below .25 that nobody watched, and devices that no longer tell customers apart.",
  behaviour: {
    "completion-noise": { ceiling: { Basic: 0.2, Standard: 0.25, Premium: 0.3 } },
    "playback-device": { own: 0.2 },
  },
});
