// A service that loses its subscribers: four times as many leave a month, and few come back. Data only.

import { scenario } from "./scenario.ts";

export const churnCrisis = scenario({
  name: "churn-crisis",
  summary: "Four times as many subscribers leave at a period's end, more step down a tier, and few come back.",
  lookAt:
    "The share of subscriptions that are ended, churn by tier and start month, how many customers are still active, and a downgrade before the end.",
  behaviour: {
    "subscription-lifecycle": {
      leave: { Basic: 0.22, Standard: 0.16, Premium: 0.1 },
      upgrade: { Basic: 0.01, Standard: 0.005 },
      downgrade: { Standard: 0.04, Premium: 0.06 },
      winback: 0.05,
    },
  },
});
