import { type StripeErrorBody, StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import type { CardAnswer } from "./test-methods.ts";

export type Decline = Exclude<CardAnswer, "approved"> | "authentication_required" | "test_mode_live_card";

type Wording = { code: string; declineCode?: string; message: string };

const WORDINGS: Readonly<Record<Decline, Wording>> = {
  generic_decline: { code: "card_declined", declineCode: "generic_decline", message: "Your card was declined." },
  insufficient_funds: {
    code: "card_declined",
    declineCode: "insufficient_funds",
    message: "Your card has insufficient funds.",
  },
  expired_card: { code: "expired_card", declineCode: "expired_card", message: "Your card has expired." },
  incorrect_cvc: {
    code: "incorrect_cvc",
    declineCode: "incorrect_cvc",
    message: "Your card's security code is incorrect.",
  },
  processing_error: {
    code: "processing_error",
    declineCode: "processing_error",
    message: "An error occurred while processing your card. Try again in a little bit.",
  },
  authentication_required: {
    code: "authentication_required",
    declineCode: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
  },
  test_mode_live_card: {
    code: "card_declined",
    declineCode: "test_mode_live_card",
    message: "Your card was declined. Your request was in test mode, but used a non test card.",
  },
};

/** The inside of the envelope for a decline. */
export function declineBody(decline: Decline, more: Record<string, unknown> = {}): StripeErrorBody {
  const { code, declineCode, message } = WORDINGS[decline];
  return {
    type: "card_error",
    code,
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`,
    message,
    ...more,
  };
}

/** 402: a card was refused. */
export function cardError(decline: Decline, more: Record<string, unknown> = {}): StripeFailure {
  return new StripeFailure(402, declineBody(decline, more));
}
