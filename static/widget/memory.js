/**
 * What this browser keeps for the visitor: token, drafts, unsent messages. Nothing is written before
 * the visitor writes. Where storage is blocked everything lives as long as this page.
 */

import { config } from "./words.js";

export const keys = { prefix: `visavis:${config.key}:`, blocked: false };
export const here = {};

export const storage = () => {
  try {
    return localStorage;
  } catch {
    keys.blocked = true;
    return null;
  }
};

export function recall(name) {
  return here[name] ?? storage()?.getItem(keys.prefix + name) ?? "";
}

export function keep(name, value) {
  here[name] = value;
  try {
    if (value) localStorage.setItem(keys.prefix + name, value);
    else localStorage.removeItem(keys.prefix + name);
  } catch {
    keys.blocked = true;
  }
}
