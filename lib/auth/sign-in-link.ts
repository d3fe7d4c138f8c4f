import { z } from "zod";
import { emailAddress } from "./email-address.ts";

export const SIGN_IN_LINK_HOURS = 24;

/** What a sign-in link carries. The token is 32 random bytes in hexadecimal. */
export const signInLinkSchema = z.object({
  email: emailAddress,
  token: z.string().regex(/^[0-9a-f]{64}$/),
  callbackUrl: z.string().max(2_048).default("/"),
});

export type SignInLink = z.infer<typeof signInLinkSchema>;

/**
 * The address in the mail. It opens a page that asks, rather than the callback, because mail scanners open every link
 * and would use it up.
 */
export function signInLinkUrl(appUrl: string, { email, token, callbackUrl }: SignInLink): string {
  return `${appUrl}/sign-in/confirm?${new URLSearchParams({ email, token, callbackUrl })}`;
}

export function signInLinkExpiry(sentAt: Date): Date {
  return new Date(sentAt.getTime() + SIGN_IN_LINK_HOURS * 60 * 60 * 1000);
}
