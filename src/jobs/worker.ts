// The entry of a worker thread; all it does is in tasks.ts.

import "./low-priority.ts";
import "./inlining.ts";

export { runTask as default } from "./tasks.ts";
