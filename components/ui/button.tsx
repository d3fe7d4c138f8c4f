import type { ComponentProps, MouseEvent } from "react";
import { type ButtonSize, type ButtonTone, buttonClasses } from "./button-classes.ts";
import { Spinner } from "./spinner.tsx";

type ButtonProps = ComponentProps<"button"> & {
  tone?: ButtonTone;
  size?: ButtonSize;
  /** Shows that the deed is under way. The button keeps the focus and ignores clicks. */
  isPending?: boolean;
};

export function Button({ tone = "secondary", size = "md", isPending = false, ...props }: ButtonProps) {
  const { className, children, onClick, type = "button", ...rest } = props;
  return (
    <button
      {...rest}
      type={type}
      onClick={isPending ? ignoreClick : onClick}
      aria-disabled={isPending || undefined}
      aria-busy={isPending || undefined}
      className={buttonClasses(tone, size, className)}
    >
      {isPending && <Spinner />}
      {children}
    </button>
  );
}

function ignoreClick(event: MouseEvent<HTMLButtonElement>) {
  event.preventDefault();
}
