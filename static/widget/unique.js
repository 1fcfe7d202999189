/** A name nothing else has; unlike a UUID also made in few words where the page is not a secure context. */
export const unique = () => crypto.getRandomValues(new BigUint64Array(2)).join("-");
