/** The id to quote to support. */
export function RequestId({ value }: { value: string }) {
  return (
    <p className="text-xs">
      Request id <span className="font-mono break-all select-all">{value}</span>
    </p>
  );
}
