// Runs a command as a whole process and measures it from outside: wall time, peak resident memory, and its last line of
// output, which each contestant prints as JSON ({ rows, bytes, ... }).
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** VmHWM of a process and its children's threads, in bytes; 0 once it is gone. */
function peakMemory(pid) {
  try {
    const kibibytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Resolves with { seconds, peakBytes, result }; rejects when the command fails. */
export function measured(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    let peakBytes = 0;
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, peakMemory(child.pid));
    }, 20);
    child.stdout.on("data", (text) => {
      output += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(watch);
      const seconds = (performance.now() - start) / 1000;
      if (code !== 0) return reject(new Error(`${command} ${args.join(" ")} ended with ${code}`));
      const last = output.trim().split("\n").at(-1) ?? "";
      resolve({ seconds, peakBytes, output, result: last.startsWith("{") ? JSON.parse(last) : undefined });
    });
  });
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
