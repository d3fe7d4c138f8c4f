"use client";

import { lazy } from "react";
import { OnFirstUse } from "./on-first-use.tsx";
import type { MenuProps } from "./open-menu.tsx";

const load = () => import("./open-menu.tsx");
const OpenMenu = lazy(async () => ({ default: (await load()).OpenMenu }));

/** A button and the list of what it can do; items that need code of their own are lazy too. */
export function Menu(props: MenuProps) {
  return (
    <OnFirstUse trigger={props.trigger} popupRole="menu" load={load}>
      <OpenMenu {...props} />
    </OnFirstUse>
  );
}
