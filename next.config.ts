import type { NextConfig } from "next";

const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  // Development logs would otherwise show addresses and sign-in links.
  logging: { serverFunctions: false, incomingRequests: { ignore: [/\/sign-in\/confirm/] } },
  reactStrictMode: true,
  // Types are checked by `npm test` with the native compiler, which has no interface for the build to call.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "undici"],
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
};

export default config;
