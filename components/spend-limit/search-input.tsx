import { Input } from "#components/ui/input.tsx";

type SearchInputProps = { label: string; value: string; onChange: (value: string) => void };

export function SearchInput({ label, value, onChange }: SearchInputProps) {
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      onValueChange={onChange}
      autoComplete="off"
      className="sm:max-w-72"
    />
  );
}
