import { Input } from "#components/ui/input.tsx";

type DollarInputProps = { value: string; onChange: (value: string) => void; disabled?: boolean };

/** Dollars as they are typed: "1,250" and "49.50" alike. */
export function DollarInput({ value, onChange, disabled = false }: DollarInputProps) {
  return (
    <span className="relative block">
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-muted"
      >
        $
      </span>
      <Input
        value={value}
        onValueChange={onChange}
        inputMode="decimal"
        autoComplete="off"
        required
        disabled={disabled}
        className="figures pl-7"
      />
    </span>
  );
}
