/** The site's configuration, and everything that is said. */

export const config = JSON.parse(document.getElementById("config").textContent);

const lang = document.documentElement.lang;
// Times follow the reader's own habits where the reader speaks the language of the page.
export const reader = navigator.language.startsWith(lang) ? navigator.language : lang;
const plural = new Intl.PluralRules(lang);

// In a text that runs from right to left, what is filled in keeps its own direction.
const isolated = document.dir === "rtl" ? (value) => `\u2068${value}\u2069` : String;

/** A text of the site, its {gaps} filled; a number in the reader's own digits. */
export const say = (key, gaps) => config.texts[key].replace(/\{(\w+)\}/g, (_, gap) => isolated(gaps[gap]?.toLocaleString(reader)));

/** A text that depends on a number. */
export const count = (key, n, gaps) => {
  const form = `${key}_${plural.select(n)}`;
  return say(config.texts[form] ? form : `${key}_other`, { n, ...gaps });
};
