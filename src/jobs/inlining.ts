// Imported first by a worker thread: gives V8 room to inline the draws of the hot loops, which are more than its default
// budget holds. Without it a draw that is called, not inlined, costs three times as much. See docs/decisions/0003.

import { setFlagsFromString } from "node:v8";

setFlagsFromString("--max-inlined-bytecode-size-cumulative=5000");
