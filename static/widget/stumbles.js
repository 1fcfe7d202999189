/** Signs that somebody is about to go or cannot get on; what they typed is never looked at. */

const AGAIN = 60_000;

/**
 * @param {(target: EventTarget, name: string, action: (event: any) => void) => void} hear
 * @param {(form: HTMLFormElement, field?: string) => void} failed called when a form that takes part was not accepted
 * @param {() => void} leaving called when the pointer leaves through the top of the window, where the tabs are
 */
export function stumbles(hear, failed, leaving) {
  const sent = new WeakMap();
  let told;
  const takesPart = (form) => form?.dataset?.visavis !== undefined;
  hear(document, "invalid", ({ target }) => {
    const { form, name } = target;
    if (!takesPart(form) || told === form) return; // each field says so, in one go
    told = form;
    setTimeout(() => (told = null));
    failed(form, name);
  });
  hear(document, "submit", ({ target }) => {
    if (!takesPart(target)) return;
    const { path, at } = sent.get(target) ?? {};
    const now = performance.now();
    sent.set(target, { path: location.pathname, at: now });
    if (path === location.pathname && now - at < AGAIN) failed(target);
  });
  hear(document.documentElement, "pointerleave", ({ target, pointerType, clientY }) => {
    if (target === document.documentElement && pointerType === "mouse" && clientY <= 0) leaving();
  });
}
