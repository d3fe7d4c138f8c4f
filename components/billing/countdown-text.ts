const MINUTE_SECONDS = 60;

/** How long is left, as people count it: whole minutes while there are many, seconds at the end. */
export function countdownText(secondsLeft: number): string {
  if (secondsLeft <= 0) return "no time left";
  if (secondsLeft < MINUTE_SECONDS) return `${secondsLeft} ${secondsLeft === 1 ? "second" : "seconds"} left`;
  const minutes = Math.ceil(secondsLeft / MINUTE_SECONDS);
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
}
