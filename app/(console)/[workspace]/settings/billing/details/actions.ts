"use server";

import { z } from "zod";
import { setBillingDetails } from "#lib/commands/set-billing-details.ts";
import { defineAction } from "#lib/web/define-action.ts";

const text = z.string().max(300, "This is too long.");

export const setBillingDetailsAction = defineAction({
  schema: z.object({
    legalName: text,
    addressLine1: text,
    addressLine2: text,
    city: text,
    postalCode: text,
    region: text,
    country: text,
    taxIdType: text,
    taxIdValue: text,
    purchaseOrderNumber: text,
    purchaseOrderAmount: text,
    purchaseOrderExpiresOn: text,
    billingEmails: z.array(text).max(50, "Give at most 10 addresses."),
  }),
  run: async (ctx, details) => {
    await setBillingDetails(ctx, details);
    return null;
  },
  revalidate: "/settings/billing/details",
});
