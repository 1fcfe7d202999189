/** One file on its way to the server, with progress; what went wrong is told by a code. */

import { backoff } from "./backoff.js";

const TRIES = 6;
const LATER = [429, 503];

/**
 * @param {string} url
 * @param {File} file
 * @param {{token?: string, progress: (part: number) => void, started?: (stop: () => void) => void}} options
 * @returns {Promise<{id: string, name: string, size: number}>} rejects with the code of the refusal
 */
export function upload(url, file, { token, progress, started }) {
  return new Promise((done, refused) => {
    const form = new FormData();
    form.append("file", file, file.name || "file");
    const attempt = (tries) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => progress(loaded / (total || 1));
      request.onload = () => {
        if (request.status === 201) done(request.response);
        else if (LATER.includes(request.status) && tries < TRIES) {
          const timer = setTimeout(attempt, backoff(tries + 1), tries + 1);
          started?.(() => (clearTimeout(timer), refused("stopped")));
        } else refused(request.response?.error?.code ?? "away");
      };
      request.onerror = () => refused("away");
      request.onabort = () => refused("stopped");
      started?.(() => request.abort());
      request.send(form);
    };
    attempt(0);
  });
}

/** The words for why a file was not taken, by the code of the refusal; "away" may succeed later. */
export const reasonFor = (code) => ({ too_large: "too_large", unsupported_type: "kind", invalid: "kind", infected: "infected" })[code] ?? "away";
