/** Who an audit log names for what the operator did. */
export const OPERATOR = { type: "system", job: "operator" } as const;
