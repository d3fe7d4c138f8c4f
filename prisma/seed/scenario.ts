import type { DeploymentMode, PlanId } from "#lib/domain/catalog/plans.ts";
import type { ContractTerms } from "#lib/domain/gateway-terms.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import type { Role } from "#lib/domain/permissions.ts";

export type SeedPerson = { email: string; name: string; role: Role };
export type SeedKey = { label: string; createdBy: string; weight: number };
export type SeedDeployment = {
  modelId: string;
  mode: DeploymentMode;
  gpuTier: string;
  replicas: number;
  weight: number;
};

/** One workspace of the demo and the traffic it has had. */
export type SeedWorkspace = {
  slug: string;
  name: string;
  plan: PlanId;
  /** That are paid for, on a plan priced per seat; otherwise 0. */
  seats: number;
  /** The first is the owner that the demo names. */
  people: readonly SeedPerson[];
  keys: readonly SeedKey[];
  deployments: readonly SeedDeployment[];
  /** Share of all seeded events. */
  trafficShare: number;
  /** How much traffic grew over the seeded days: 0.6 is 60% more at the end. */
  growth: number;
  weekendFactor: number;
  inputTokens: number;
  outputTokens: number;
  /** What it buys of credits whenever they run out; null for who pays by invoice, or nothing. */
  topUpNanos: bigint | null;
  contract: ContractTerms | null;
};

const EMBEDDINGS: SeedDeployment = {
  modelId: "bge-large-en-v1.5",
  mode: "flex",
  gpuTier: "l4",
  replicas: 2,
  weight: 0,
};

const INES: SeedPerson = { email: "ines@halcyon.example", name: "Inès Laurent", role: "owner" };

export const SEED_WORKSPACES: readonly SeedWorkspace[] = [
  {
    slug: "quiet-notebook",
    name: "Quiet Notebook",
    plan: "starter",
    seats: 0,
    people: [{ email: "sam@notebook.example", name: "Sam Okafor", role: "owner" }],
    keys: [],
    deployments: [
      { modelId: "qwen3.8-27b", mode: "flex", gpuTier: "l40s", replicas: 0, weight: 3 },
      { modelId: "llama-3.3-70b", mode: "flex", gpuTier: "h100", replicas: 0, weight: 1 },
    ],
    trafficShare: 0.01,
    growth: 0.2,
    weekendFactor: 1.1,
    inputTokens: 350,
    outputTokens: 260,
    topUpNanos: null,
    contract: null,
  },
  {
    slug: "northwind",
    name: "Northwind Apps",
    plan: "pro",
    seats: 0,
    people: [
      { email: "maya@northwind.example", name: "Maya Lindqvist", role: "owner" },
      { email: "jon@northwind.example", name: "Jon Abara", role: "member" },
      { ...INES, role: "viewer" },
    ],
    keys: [
      { label: "Production", createdBy: "maya@northwind.example", weight: 8 },
      { label: "Staging", createdBy: "jon@northwind.example", weight: 2 },
    ],
    deployments: [
      { modelId: "glm-5.3-flash", mode: "flex", gpuTier: "l40s", replicas: 2, weight: 6 },
      { modelId: "qwen3.8-27b", mode: "flex", gpuTier: "l40s", replicas: 2, weight: 3 },
      { modelId: "llama-3.3-70b", mode: "flex", gpuTier: "h100", replicas: 1, weight: 1 },
    ],
    trafficShare: 0.17,
    growth: 0.5,
    weekendFactor: 0.7,
    inputTokens: 5_200,
    outputTokens: 700,
    topUpNanos: 50n * NANOS_PER_DOLLAR,
    contract: null,
  },
  {
    slug: "halcyon",
    name: "Halcyon Labs",
    plan: "team",
    seats: 6,
    people: [
      INES,
      { email: "tomasz@halcyon.example", name: "Tomasz Wierzbicki", role: "admin" },
      { email: "priya@halcyon.example", name: "Priya Raman", role: "member" },
      { email: "lena@halcyon.example", name: "Lena Fischer", role: "billing" },
      { email: "omar@halcyon.example", name: "Omar Haddad", role: "viewer" },
    ],
    keys: [
      { label: "Chat production", createdBy: "tomasz@halcyon.example", weight: 10 },
      { label: "Nightly evaluation", createdBy: "priya@halcyon.example", weight: 4 },
      { label: "Support assistant", createdBy: "ines@halcyon.example", weight: 3 },
    ],
    deployments: [
      { modelId: "qwen3.8-27b", mode: "active", gpuTier: "h100", replicas: 2, weight: 8 },
      { modelId: "deepseek-v4.1-flash", mode: "flex", gpuTier: "h100", replicas: 4, weight: 5 },
      { modelId: "deepseek-v4-pro", mode: "flex", gpuTier: "h200", replicas: 4, weight: 2 },
      { modelId: "gpt-oss-120b", mode: "flex", gpuTier: "h100", replicas: 2, weight: 2 },
      EMBEDDINGS,
    ],
    trafficShare: 0.37,
    growth: 0.8,
    weekendFactor: 0.4,
    inputTokens: 9_000,
    outputTokens: 900,
    topUpNanos: 250n * NANOS_PER_DOLLAR,
    contract: null,
  },
  {
    slug: "meridian",
    name: "Meridian Bank Group Technology and Operations",
    plan: "enterprise",
    seats: 0,
    people: [
      { email: "grace@meridian.example", name: "Grace Mbeki", role: "owner" },
      { email: "erik@meridian.example", name: "Erik Sandvik", role: "admin" },
      { email: "noor@meridian.example", name: "Noor van Dijk", role: "member" },
      { ...INES, role: "billing" },
    ],
    keys: [
      { label: "Fraud review", createdBy: "erik@meridian.example", weight: 6 },
      { label: "Document intake", createdBy: "noor@meridian.example", weight: 5 },
      { label: "Branch assistant", createdBy: "erik@meridian.example", weight: 3 },
      { label: "Model risk, quarterly", createdBy: "grace@meridian.example", weight: 1 },
    ],
    deployments: [
      { modelId: "deepseek-v4-pro", mode: "active", gpuTier: "h200", replicas: 3, weight: 6 },
      { modelId: "qwen3.8-2.4t-a95b", mode: "active", gpuTier: "b200", replicas: 2, weight: 3 },
      { modelId: "gpt-oss-120b", mode: "flex", gpuTier: "h100", replicas: 4, weight: 4 },
      { modelId: "nemotron-3.5-lightning-30b", mode: "flex", gpuTier: "l40s", replicas: 4, weight: 3 },
      { modelId: "glm-5.3-flash", mode: "flex", gpuTier: "l40s", replicas: 2, weight: 2 },
      EMBEDDINGS,
    ],
    trafficShare: 0.45,
    growth: 0.4,
    weekendFactor: 0.25,
    inputTokens: 16_000,
    outputTokens: 1_300,
    topUpNanos: null,
    contract: { requestsPerMinute: 20_000, maxConcurrentRequests: 2_000, isPostpaid: true },
  },
];
