// Property tests draw from a fixed seed: a failure is the same on every machine, and no test draws unseeded.
import fc from "fast-check";

fc.configureGlobal({ seed: 20_260_101 });
