// Few who watch very much and many who hardly watch: the same total, shared out unequally. Data only.

import { scenario } from "./scenario.ts";

export const powerUsers = scenario({
  name: "power-users",
  summary: "The tenth of subscribers who watch most have more than half of all sessions; many others have none.",
  lookAt:
    "Sessions a customer: mean against median, silent subscribers, outlier rules, and averages a customer that one person can move.",
  behaviour: { "session-rate": { shape: 0.3 } },
});
