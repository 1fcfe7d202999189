/** A fresh UUIDv4; where the page is not a secure context, the one that the address of an empty blob ends in. */
export const uuid = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);
