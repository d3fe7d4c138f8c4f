import { setTimeout as delay } from "node:timers/promises";
import type { PlannedRequest } from "./plan-load.ts";
import { type Answer, sendPlanned } from "./send-planned.ts";

/** What a caller waits after an answer that tells it to try again. */
const PAUSE_MS = 50;

export type Load = {
  readonly answers: readonly Answer[];
  /** Resolves once the answers satisfy a condition. @throws when the load ends before */
  until(isReached: (answers: readonly Answer[]) => boolean): Promise<void>;
  /** Lets each caller end what it has begun. */
  stop(): void;
  /** Resolves when all that was planned is sent and answered. */
  readonly ended: Promise<void>;
};

type Waiter = { readonly isReached: (answers: readonly Answer[]) => boolean; readonly resolve: () => void };

/**
 * Callers that send what is planned, each one request after another, to the targets in turn. They repeat what is
 * answered with 503 and nothing else. `targets` may change while they do.
 */
export function startLoad(options: {
  readonly plan: Iterable<PlannedRequest>;
  readonly apiKey: string;
  readonly callers: number;
  readonly targets: () => readonly string[];
}): Load {
  const plan = options.plan[Symbol.iterator]();
  const answers: Answer[] = [];
  const waiters = new Set<Waiter>();
  let isStopped = false;
  let sent = 0;

  const note = (answer: Answer) => {
    answers.push(answer);
    for (const waiter of waiters) if (waiter.isReached(answers)) waiter.resolve();
  };
  const sendOne = async (planned: PlannedRequest) => {
    const targets = options.targets();
    const answer = await sendPlanned(targets[sent++ % targets.length] ?? "", options.apiKey, planned);
    note(answer);
    return answer.status;
  };
  const call = async () => {
    for (let next = plan.next(); !next.done && !isStopped; next = plan.next()) {
      while ((await sendOne(next.value)) === 503 && !isStopped) await delay(PAUSE_MS);
    }
  };
  const ended = Promise.all(Array.from({ length: options.callers }, call)).then(() => undefined);
  return {
    answers,
    ended,
    stop: () => {
      isStopped = true;
    },
    until: (isReached) => {
      const tooEarly = ended.then(() => {
        throw new Error("The load ended before what was waited for had happened");
      });
      const reached = new Promise<void>((resolve) => {
        waiters.add({ isReached, resolve });
        if (isReached(answers)) resolve();
      });
      return Promise.race([reached, tooEarly]);
    },
  };
}

/** The answers that their callers received completely. */
export function completeOf(answers: readonly Answer[]): Answer[] {
  return answers.filter(({ isComplete }) => isComplete);
}
