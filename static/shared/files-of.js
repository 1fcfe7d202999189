/** The files of a paste or a drop, if there are any. */
export const filesOf = (event) => [...((event.clipboardData ?? event.dataTransfer)?.files ?? [])];
