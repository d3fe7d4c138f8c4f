const WITHDRAWN_NAME = "weir_withdrawn";

/** What is noted on the line that takes a plan off an invoice, so that it is made once and found again. */
export function withdrawalMetadata(): Record<string, string> {
  return { [WITHDRAWN_NAME]: "plan" };
}

/** Whether a line takes the plan off its invoice: where one does, the period was not paid, whatever the invoice says. */
export function isWithdrawal({ metadata }: { readonly metadata: Record<string, string> | null }): boolean {
  return metadata?.[WITHDRAWN_NAME] === "plan";
}
