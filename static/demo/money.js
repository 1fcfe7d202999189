const format = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR", maximumFractionDigits: 0 });

/** @param {number} amount whole euros */
export function euros(amount) {
  return format.format(amount);
}
