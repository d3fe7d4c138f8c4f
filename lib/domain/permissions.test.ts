import { describe, expect, test } from "vitest";
import {
  ALL_PERMISSIONS,
  type Permission,
  permissionPays,
  permissionReads,
  ROLES,
  type Role,
  roleHasPermission,
} from "./permissions.ts";

/** Written out role by role from the product's rules, so that it shares nothing with the code. */
const ALLOWED: Record<Permission, Record<Role, boolean>> = {
  "usage:read": { owner: true, admin: true, billing: true, member: true, viewer: true },
  "usage:read_all": { owner: true, admin: true, billing: true, member: false, viewer: true },
  "api_keys:read_own": { owner: true, admin: true, billing: false, member: true, viewer: true },
  "api_keys:read_all": { owner: true, admin: true, billing: false, member: false, viewer: true },
  "api_keys:create": { owner: true, admin: true, billing: false, member: true, viewer: false },
  "api_keys:revoke_own": { owner: true, admin: true, billing: false, member: true, viewer: false },
  "api_keys:revoke_all": { owner: true, admin: true, billing: false, member: false, viewer: false },
  "spend_limits:read": { owner: true, admin: true, billing: true, member: true, viewer: true },
  "spend_limits:read_all": { owner: true, admin: true, billing: true, member: false, viewer: true },
  "spend_limits:set": { owner: true, admin: true, billing: true, member: false, viewer: false },
  "billing:read": { owner: true, admin: true, billing: true, member: false, viewer: false },
  "plan:change": { owner: true, admin: false, billing: false, member: false, viewer: false },
  "seats:change": { owner: true, admin: false, billing: false, member: false, viewer: false },
  "credits:buy": { owner: true, admin: true, billing: true, member: false, viewer: false },
  "payment_methods:change": { owner: true, admin: false, billing: true, member: false, viewer: false },
  "billing_details:change": { owner: true, admin: false, billing: true, member: false, viewer: false },
};

describe("permissions", () => {
  test("are those of the table, for every role", () => {
    const actual = Object.fromEntries(
      ALL_PERMISSIONS.map((permission) => [
        permission,
        Object.fromEntries(ROLES.map((role) => [role, roleHasPermission(role, permission)])),
      ]),
    );
    expect(actual).toEqual(ALLOWED);
  });

  test("the owner has every one", () => {
    expect(ALL_PERMISSIONS.filter((permission) => !roleHasPermission("owner", permission))).toEqual([]);
  });

  test("are changes, but for those that look and those that lead to the payment", () => {
    const kind = (permission: Permission) => [permissionReads(permission), permissionPays(permission)];
    const of = (reads: boolean, pays: boolean) =>
      ALL_PERMISSIONS.filter((permission) => String(kind(permission)) === String([reads, pays]));
    expect(of(true, false).every((permission) => permission.includes(":read"))).toBe(true);
    expect(of(false, true)).toEqual(["payment_methods:change"]);
    expect(of(false, false)).toEqual(
      ALL_PERMISSIONS.filter((name) => !name.includes(":read") && name !== "payment_methods:change"),
    );
    expect(of(true, true)).toEqual([]);
  });

  test("the viewer changes nothing", () => {
    const granted = ALL_PERMISSIONS.filter((permission) => roleHasPermission("viewer", permission));
    expect(granted.filter((permission) => !/:read/.test(permission))).toEqual([]);
  });

  test("whoever may do it to all may do it to their own", () => {
    for (const role of ROLES) {
      for (const deed of ["read", "revoke"] as const) {
        if (!roleHasPermission(role, `api_keys:${deed}_all`)) continue;
        expect(roleHasPermission(role, `api_keys:${deed}_own`)).toBe(true);
      }
    }
  });
});
