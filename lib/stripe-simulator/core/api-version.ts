/** The one version of the API that is spoken, the same as the installed SDK's. */
export const API_VERSION = "2026-10-28.endive";
