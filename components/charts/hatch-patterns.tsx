type HatchPatternsProps = { id: string; colors: readonly string[] };

/** One hatched fill per series, for days that are not over. */
export function HatchPatterns({ id, colors }: HatchPatternsProps) {
  return (
    <defs>
      {colors.map((color, index) => (
        <pattern
          key={color}
          id={`${id}-${index}`}
          width={5}
          height={5}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width={5} height={5} fill={color} opacity={0.25} />
          <rect width={2} height={5} fill={color} />
        </pattern>
      ))}
    </defs>
  );
}
