/** A vertical axis from zero: where its labels stand, in plotted units, and how far it reaches. */
export type ChartAxis = { ticks: { height: number; label: string }[]; top: number };
