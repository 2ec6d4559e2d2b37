// The headers that keep answers out of foreign hands, whatever route they come from. Knows no framework.

/** What a page of another answer may do with this one; pages that need more have a policy of their own. */
export const securityHeaders = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** Swagger UI draws its icons from data and adds one style sheet in its markup; all else is files of this service. */
export const documentationPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Sent where TLS ends before this service: browsers that came by TLS once keep to it for a year. */
export const strictTransport = { "strict-transport-security": "max-age=31536000" } as const;

const descriptions: Readonly<Record<keyof typeof securityHeaders | keyof typeof strictTransport, string>> = {
  "content-security-policy": "What the answer may load and run when a browser shows it.",
  "cross-origin-opener-policy": "Windows of other origins get no hold of this one.",
  "cross-origin-resource-policy": "Pages of other origins cannot embed the answer.",
  "referrer-policy": "Links say nothing of where they were followed.",
  "x-content-type-options": "The content type holds.",
  "x-frame-options": "No page may frame the answer.",
  "strict-transport-security": "Only behind a trusted proxy that speaks TLS: keep to TLS.",
};

/** For the OpenAPI document: each header's description and an example. */
export const describedSecurityHeaders: readonly (readonly [name: string, description: string, example: string])[] =
  Object.entries({ ...securityHeaders, ...strictTransport }).map(([name, example]) => [
    name,
    descriptions[name as keyof typeof descriptions],
    example,
  ]);
