// Compiles src into dist/ and copies what is served as it is written: `npm run build`.
import { build } from "./ensure-build.mjs";

build();
