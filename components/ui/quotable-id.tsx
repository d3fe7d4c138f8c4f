/** An id to quote to support. */
export function QuotableId({ name, value }: { name: "Request id" | "Error id"; value: string }) {
  return (
    <p className="text-xs">
      {name} <span className="font-mono break-all select-all">{value}</span>
    </p>
  );
}
