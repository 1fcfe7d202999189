/** The files of a paste or a drop, if there are any: a document's words come with a picture of them, and stay words. */
export const filesOf = ({ clipboardData, dataTransfer }) => (clipboardData?.getData("text/rtf") ? [] : [...((clipboardData ?? dataTransfer)?.files ?? [])]);
