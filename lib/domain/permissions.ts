export const ROLES = ["owner", "admin", "billing", "member", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** What each permission allows, and the roles that have it. Absent means refused. */
const PERMISSIONS = {
  "usage:read": ["owner", "admin", "billing", "member", "viewer"],
  "usage:read_all": ["owner", "admin", "billing", "viewer"],
  "api_keys:read_own": ["owner", "admin", "member", "viewer"],
  "api_keys:read_all": ["owner", "admin", "viewer"],
  "api_keys:create": ["owner", "admin", "member"],
  "api_keys:revoke_own": ["owner", "admin", "member"],
  "api_keys:revoke_all": ["owner", "admin"],
  "spend_limits:read": ["owner", "admin", "billing", "member", "viewer"],
  "spend_limits:read_all": ["owner", "admin", "billing", "viewer"],
  "spend_limits:set": ["owner", "admin", "billing"],
  "billing:read": ["owner", "admin", "billing"],
  "plan:change": ["owner"],
  "seats:change": ["owner"],
  "credits:buy": ["owner", "admin", "billing"],
  "payment_methods:change": ["owner", "billing"],
  "billing_details:change": ["owner", "billing"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

/** Whether a role has a permission in its workspace. */
export function roleHasPermission(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission];
  return roles.includes(role);
}

/** Whether a permission only lets look. */
export function permissionReads(permission: Permission): boolean {
  return /:read(_own|_all)?$/.test(permission);
}

/**
 * Whether a permission leads to the payment of what is overdue, which is never refused. Buying credits does not: nothing
 * could be spent from them before the invoice is paid.
 */
export function permissionPays(permission: Permission): boolean {
  return permission === "payment_methods:change";
}
