/** What a step found. A step that is no test runner counts as one. */
export type StepOutcome = { passed: number; failed: number; skipped: number; output: string };

/** Something that must never look like success: a runner that broke, or one that ran nothing. */
export function failedOutcome(output: string): StepOutcome {
  return { passed: 0, failed: 1, skipped: 0, output };
}
