// A service whose leavers come back: one customer has many subscriptions, with gaps between them. Data only.

import { scenario } from "./scenario.ts";

export const winbackCampaign = scenario({
  name: "winback-campaign",
  summary: "Twice as many leave, and four in five of them come back within half a year.",
  lookAt:
    "Rows of change_type winback, customers with three and more subscriptions, the 30 to 180 days between them, and churn counts that do not mean lost customers.",
  behaviour: {
    "subscription-lifecycle": { leave: { Basic: 0.11, Standard: 0.08, Premium: 0.05 }, winback: 0.8 },
  },
});
