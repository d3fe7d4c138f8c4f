/**
 * What a parameter may be: text ("s"), a number ("n"), a truth value ("b"), an object (its place in `objects`), one of
 * some words, a list, a map, or any of several.
 */
export type Shape = "s" | "n" | "b" | number | { enum: string[] } | { list: Shape } | { map: Shape } | { any: Shape[] };

/** Shapes of the parameters of all endpoints. A field whose name ends in `!` must be given. */
export type ParamShapes = { objects: Record<string, Shape>[]; endpoints: Record<string, Shape> };
