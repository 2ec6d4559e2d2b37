// A push for the top tier: cheaper, taken by more new subscribers, and moved up to by many. Data only.

import { scenario } from "./scenario.ts";

export const premiumLaunch = scenario({
  name: "premium-launch",
  summary:
    "Premium costs 15.99, is taken by half of all new subscribers, and subscribers of the other tiers move up to it.",
  lookAt:
    "Subscribers by tier, upgrade rows, monthly revenue as price times active subscriptions, and sessions and completion that rise with the mix.",
  behaviour: {
    "plan-catalog": { prices: { Premium: 15.99 } },
    "subscription-lifecycle": {
      tierShares: { Basic: 0.25, Standard: 0.25, Premium: 0.5 },
      upgrade: { Basic: 0.08, Standard: 0.1 },
      downgrade: { Standard: 0.005, Premium: 0.005 },
    },
  },
});
