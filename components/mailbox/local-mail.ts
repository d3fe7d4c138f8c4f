/** A mail kept on this machine instead of being sent. */
export type LocalMail = { id: string; to: string; subject: string; text: string; createdAt: string; links: string[] };
