"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useState } from "react";
import type { ActionResult } from "#lib/domain/action-result.ts";
import { ActionAlert } from "./action-alert.tsx";
import { Button } from "./button.tsx";
import { DialogActions } from "./dialog-actions.tsx";
import { dialogBackdropClasses, dialogPopupClasses, dialogViewportClasses } from "./dialog-classes.ts";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";
import { useAction } from "./use-action.ts";

export type TypedConfirmationProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** What will happen, each as one line. */
  consequences: readonly string[];
  /** What must be typed before the deed can be done. */
  expectedText: string;
  /** What the expected text is, such as "the key's label". */
  expectedWhat: string;
  actionLabel: string;
  action: () => Promise<ActionResult<unknown>>;
};

export function TypedConfirmationPopup({ isOpen, onOpenChange, title, ...body }: TypedConfirmationProps) {
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialogBackdropClasses} />
        <AlertDialog.Viewport className={dialogViewportClasses}>
          <AlertDialog.Popup className={dialogPopupClasses}>
            <AlertDialog.Title className="text-lg font-semibold break-words">{title}</AlertDialog.Title>
            <ConfirmationForm {...body} onClose={() => onOpenChange(false)} />
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

type ConfirmationFormProps = Omit<TypedConfirmationProps, "isOpen" | "onOpenChange" | "title"> & {
  onClose: () => void;
};

function ConfirmationForm(props: ConfirmationFormProps) {
  const { consequences, expectedText, expectedWhat, actionLabel, action, onClose } = props;
  const [typed, setTyped] = useState("");
  const { run, isPending, failure } = useAction(action, onClose);
  const isConfirmed = typed.trim() === expectedText.trim();
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isConfirmed) run();
      }}
    >
      <AlertDialog.Description
        render={<ul />}
        className="flex list-disc flex-col gap-1 pl-5 text-sm text-ink-muted marker:text-ink-subtle"
      >
        {consequences.map((consequence) => (
          <li key={consequence}>{consequence}</li>
        ))}
      </AlertDialog.Description>
      <Field
        label={
          <span className="break-words">
            Type <span className="font-mono text-ink">{expectedText}</span>, {expectedWhat}, to confirm
          </span>
        }
      >
        <Input value={typed} onValueChange={setTyped} autoComplete="off" spellCheck={false} />
      </Field>
      {failure && <ActionAlert failure={failure} />}
      <DialogActions>
        <AlertDialog.Close render={<Button />}>Cancel</AlertDialog.Close>
        <Button type="submit" tone="danger" disabled={!isConfirmed} isPending={isPending}>
          {actionLabel}
        </Button>
      </DialogActions>
    </form>
  );
}
