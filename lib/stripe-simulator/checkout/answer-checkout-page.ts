import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { describeSession } from "./describe-session.ts";
import { makeBankAccount, makeCard } from "./make-payment-method.ts";
import { pageAddresses } from "./page-addresses.ts";
import { type PageParts, pageAnswer, redirectAfterWebhooks, redirectTo, showAgain, takeEntry } from "./page-answer.ts";
import type { FieldErrors } from "./pages/card-fields.ts";
import { checkoutPage, type PaymentChoice } from "./pages/checkout-page.ts";
import { messagePage } from "./pages/message-page.ts";
import { paySession } from "./pay-session.ts";
import { cardEntryOf, EMPTY_CARD, textOf } from "./read-card-entry.ts";
import { type Session, sessionNote } from "./session-notes.ts";
import { successUrlOf } from "./success-url.ts";

const CHOICE_OF_TYPE: Readonly<Record<string, PaymentChoice>> = { card: "card", us_bank_account: "bank" };

/** Shows the page on which a session is paid, and takes what was entered there. */
export async function answerCheckoutPage(
  parts: PageParts,
  account: Account,
  session: Session,
  form: FormData | null,
): Promise<Response> {
  // Whoever pressed the button twice goes where the first press leads.
  if (form && session.status === "complete") return redirectAfterWebhooks(parts.simulator, successUrlOf(session));
  if (session.status !== "open") return closedPage(parts.merchantName, session);
  const choices = session.payment_method_types
    .map((type) => CHOICE_OF_TYPE[type])
    .filter((choice) => choice !== undefined);
  return form ? takeForm(parts, account, session, choices, form) : showForm(parts, account, session, choices);
}

function showForm(parts: PageParts, account: Account, session: Session, choices: readonly PaymentChoice[]): Response {
  const { merchantName } = parts;
  const { attempt } = sessionNote(account, session.id);
  const fixedEmail = fixedEmailOf(account, session);
  const { entry, errors } = takeEntry(parts, pageAddresses.checkout("", session.id));
  const page = checkoutPage({
    merchantName,
    ...describeSession(account, session, merchantName),
    cancelUrl: session.cancel_url,
    choices,
    entry: { method: choices[0] ?? "card", ...entry, email: fixedEmail ?? entry.email ?? attempt.email },
    isEmailFixed: fixedEmail !== null,
    errors: { form: entry === EMPTY_CARD ? failureOf(account, session) : undefined, ...errors },
  });
  return pageAnswer(page);
}

async function takeForm(
  parts: PageParts,
  account: Account,
  session: Session,
  choices: readonly PaymentChoice[],
  form: FormData,
): Promise<Response> {
  const { entry: card, isFilled } = cardEntryOf(form);
  const method = choices.find((choice) => choice === textOf(form, "method")) ?? choices[0] ?? "card";
  const entry = { ...card, method, email: textOf(form, "email").trim() };
  const again = (errors: FieldErrors) => showAgain(parts, pageAddresses.checkout("", session.id), entry, errors);
  if (isFilled) return again({});
  const email = fixedEmailOf(account, session) ?? entry.email;
  const emailError = /^\S+@\S+\.\S+$/.test(email) ? undefined : "Enter your email address.";
  const made =
    method === "bank"
      ? { paymentMethod: makeBankAccount(account, email), errors: null }
      : makeCard(account, entry, timeOf(account, session.customer), email);
  if (made.errors || emailError) return again({ email: emailError, ...made.errors });
  sessionNote(account, session.id).attempt.email = email;
  const outcome = paySession(account, session, made.paymentMethod);
  if (outcome.kind === "refused") return again({ form: outcome.message });
  if (outcome.kind === "authenticate") return redirectTo(`/authenticate/${outcome.intent}`);
  return redirectAfterWebhooks(parts.simulator, successUrlOf(session));
}

/** The address of a customer that has one is not to be changed by whoever pays. */
function fixedEmailOf(account: Account, session: Session): string | null {
  return account.tables.customers.get(String(session.customer))?.email ?? session.customer_email;
}

/** Why an earlier attempt failed, for who comes back from the bank's page. */
function failureOf(account: Account, session: Session): string | undefined {
  const { intent = "" } = sessionNote(account, session.id).attempt;
  return (
    account.tables.paymentIntents.get(intent)?.last_payment_error?.message ??
    account.tables.setupIntents.get(session.setup_intent ?? intent)?.last_setup_error?.message
  );
}

/** A session is paid once. Who comes back to it later is shown the way on. */
function closedPage(merchantName: string, session: Session): Response {
  const page =
    session.status === "complete"
      ? {
          title: "You are done here",
          text: "This checkout is complete. There is nothing more to pay.",
          link: { href: successUrlOf(session), label: `Continue to ${merchantName}` },
        }
      : {
          title: "This checkout has expired",
          text: "Nothing was paid. Go back to where you came from and start again.",
          link: session.cancel_url === null ? null : { href: session.cancel_url, label: `Return to ${merchantName}` },
        };
  return pageAnswer(messagePage({ merchantName, ...page }));
}
