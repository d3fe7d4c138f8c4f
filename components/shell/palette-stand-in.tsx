import { Search } from "lucide-react";
import { palettePopupClasses, paletteViewportClasses } from "./palette-classes.ts";
import type { PaletteCommand, PaletteGroup } from "./palette-group.ts";

type PaletteStandInProps = {
  groups: PaletteGroup[];
  typed: string;
  onTyped: (typed: string) => void;
  onRun: (command: PaletteCommand) => void;
  onClose: () => void;
};

/** Takes what is typed while the palette's list is still on its way, so that no key press is lost. */
export function PaletteStandIn({ groups, typed, onTyped, onRun, onClose }: PaletteStandInProps) {
  function runFirst() {
    const wanted = typed.trim().toLowerCase();
    const commands = groups.flatMap(({ items }) => items);
    const command = commands.find(({ label }) => label.toLowerCase().includes(wanted));
    if (command) onRun(command);
  }
  return (
    <div role="dialog" aria-label="Command palette" className={`z-20 ${paletteViewportClasses}`}>
      <div className={palettePopupClasses}>
        <div className="flex items-center gap-2.5 px-4">
          <Search aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />
          <input
            ref={(input) => input?.focus()}
            aria-label="Search screens and commands"
            placeholder="Go to a screen or run a command"
            value={typed}
            onChange={(event) => onTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") onClose();
              if (event.key === "Enter") runFirst();
            }}
            className="h-12 w-full bg-transparent text-base outline-hidden placeholder:text-ink-subtle pointer-coarse:text-lg"
          />
        </div>
      </div>
    </div>
  );
}
