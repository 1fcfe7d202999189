/** Sizes of files in words. */

import { reader } from "./words.js";

/** A number of bytes as people say it. */
export const weight = (bytes) => {
  const large = bytes >= 1e6;
  return new Intl.NumberFormat(reader, { style: "unit", unit: large ? "megabyte" : "kilobyte", maximumFractionDigits: large ? 1 : 0 }).format(large ? bytes / 1e6 : Math.max(1, bytes / 1e3));
};
