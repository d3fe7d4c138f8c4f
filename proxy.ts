import { type NextRequest, NextResponse } from "next/server";
import { ADDRESS_HEADER } from "#lib/web/address-header.ts";

/** Tells layouts the address that was asked for, so that who is signed out comes back to it. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  const { pathname, searchParams } = request.nextUrl;
  const search = new URLSearchParams(searchParams);
  // The router's own mark on what it fetches in the background is no part of the address.
  search.delete("_rsc");
  headers.set(ADDRESS_HEADER, search.size > 0 ? `${pathname}?${search}` : pathname);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/((?!_next/|api/|icon.svg).*)" };
