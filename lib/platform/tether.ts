/**
 * Runs `stop` and exits once the process that started this one over an IPC channel is gone, so that even killing the
 * parent leaves nothing behind. A process started without a channel is on its own and stays.
 */
export function tetherToParent(stop: () => Promise<void> | void): void {
  if (!process.connected) return;
  process.once("disconnect", () => {
    void Promise.resolve()
      .then(stop)
      .finally(() => process.exit(1));
  });
  // Waiting for the parent's end must not keep alive a process that has nothing else to do.
  process.channel?.unref();
}
