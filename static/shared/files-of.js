/**
 * The files of a paste or a drop, if there are any. What was copied from a document comes as words and
 * as a picture of them besides: then it is words.
 */
export const filesOf = ({ clipboardData, dataTransfer }) => (clipboardData?.getData("text/html") && clipboardData.getData("text/plain") ? [] : [...((clipboardData ?? dataTransfer)?.files ?? [])]);
