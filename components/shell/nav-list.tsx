"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { NavItem, NavSection } from "./shell-types.ts";

export function NavList({ sections }: { sections: readonly NavSection[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label="Screens" className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto">
      {sections.map(({ section, items }) => (
        <div key={section ?? ""}>
          {section && <p className="px-2 pt-1 pb-1.5 text-xs font-medium text-ink-subtle">{section}</p>}
          <ul className="flex flex-col gap-0.5">
            {items.map((item) => (
              <li key={item.href}>
                <NavLink item={item} isCurrent={pathname === item.href || pathname.startsWith(`${item.href}/`)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function NavLink({ item, isCurrent }: { item: NavItem; isCurrent: boolean }) {
  return (
    <Link
      href={item.href}
      aria-current={isCurrent ? "page" : undefined}
      className="flex h-9 items-center gap-2.5 rounded-md px-2 text-ink-muted transition-colors hover:bg-surface-hover hover:text-ink aria-[current=page]:bg-surface-hover aria-[current=page]:font-medium aria-[current=page]:text-ink lg:h-8 [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {item.icon}
      <span className="truncate">{item.label}</span>
    </Link>
  );
}
