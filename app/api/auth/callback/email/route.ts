import { completeSignIn } from "#lib/auth/complete-sign-in.ts";

export const POST = completeSignIn;
