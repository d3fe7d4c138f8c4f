import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { buttonClasses } from "#components/ui/button-classes.ts";

/** The way back from a page that stands outside the console. */
export function BackToConsole({ href }: { href: string }) {
  return (
    <Link href={href} className={buttonClasses("ghost", "sm", "-ml-2.5 self-start")}>
      <ArrowLeft aria-hidden="true" />
      Back to the console
    </Link>
  );
}
