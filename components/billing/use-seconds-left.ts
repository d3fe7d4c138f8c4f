"use client";

import { useEffect, useState } from "react";

const SECOND_MS = 1_000;

/** Whole seconds until an instant, counted from when the server said what time it was, whatever this machine's clock says. */
export function useSecondsLeft({ asOf, until }: { asOf: string; until: string }): number {
  const atFirst = Math.ceil((Date.parse(until) - Date.parse(asOf)) / SECOND_MS);
  const [secondsPassed, setSecondsPassed] = useState(0);
  useEffect(() => {
    let startMs: number | null = null;
    let frame = 0;
    // A frame's own time stays right while a hidden tab's timers are slowed down.
    const count = (frameMs: number) => {
      startMs ??= frameMs;
      setSecondsPassed(Math.floor((frameMs - startMs) / SECOND_MS));
    };
    const ask = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(count);
    };
    ask();
    const timer = setInterval(ask, SECOND_MS);
    return () => {
      clearInterval(timer);
      cancelAnimationFrame(frame);
    };
  }, []);
  return Math.max(0, atFirst - secondsPassed);
}
