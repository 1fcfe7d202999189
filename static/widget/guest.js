/** What a script minds on somebody else's page: its errors stay its own, and storage may be refused. */

/** Runs ours without letting its errors out into the page. */
export const guarded = (action) => (...given) => {
  try {
    return action(...given);
  } catch (error) {
    console.error("visavis", error);
  }
};

/** Works on the page's storage, which a browser may refuse. */
export function storage(verb, ...given) {
  try {
    return localStorage[verb](...given);
  } catch {}
}
