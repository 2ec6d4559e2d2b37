// npm start: builds first where dist/ is missing, then becomes the service, so that signals reach it directly.

import { build, buildIsMissing } from "./ensure-build.mjs";

if (buildIsMissing()) build();
await import("../dist/server.js");
