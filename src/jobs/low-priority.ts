// Imported first by a worker thread: what it computes can wait, the clients of the main thread should not.

import { putThreadLast } from "../priorities.ts";

putThreadLast();
