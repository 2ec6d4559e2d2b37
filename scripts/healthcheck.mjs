// Asks the running service for /healthz and exits with 0 or 1: the container's health check, which has no curl.

const port = process.env.PORT?.trim() || "3000";
try {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4000) });
  if (!answer.ok) throw new Error(`/healthz answered ${answer.status}`);
} catch (error) {
  console.error("unhealthy:", error);
  process.exitCode = 1;
}
