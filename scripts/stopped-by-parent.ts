/** The value of WEIR_TETHER for a process that only its parent stops; any other only ends with its parent. */
export const STOPPED_BY_PARENT = "stopped-by-parent";
