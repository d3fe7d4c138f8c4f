import type { Route } from "#lib/stripe-simulator/core/account.ts";
import { portalRoutes } from "./portal-routes.ts";
import { sessionRoutes } from "./session-routes.ts";

export const checkoutRoutes: readonly Route[] = [...sessionRoutes, ...portalRoutes];
