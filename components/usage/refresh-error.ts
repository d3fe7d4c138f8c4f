/** The server answered a refresh with an error. */
export class RefreshError extends Error {
  readonly status: number;
  readonly requestId: string | null;

  constructor(status: number, requestId: string | null) {
    super(`Refresh refused with status ${status}`);
    this.name = "RefreshError";
    this.status = status;
    this.requestId = requestId;
  }
}
