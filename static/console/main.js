/** The console starts here: configuration, memory, the line to the server, the views. */

import { html, render } from "preact";
import { Alerts } from "./alerts-panel.js";
import { heard, watchAlerts } from "./alerts.js";
import { watchPerson } from "./about.js";
import { Announcer } from "./announce.js";
import { Context } from "./context.js";
import { Talk } from "./conversation.js";
import { arrived, reload, resume } from "./desk.js";
import { restoreDrafts } from "./drafts.js";
import { readAgain, watchFinished } from "./finished.js";
import { Inbox } from "./inbox.js";
import { listenToKeys } from "./keys.js";
import { KeySheet } from "./keysheet.js";
import { connect } from "./line.js";
import { admin } from "./may.js";
import { Palette } from "./palette.js";
import { watchLooking } from "./looking.js";
import { current, restorePlaces } from "./places.js";
import { Rail } from "./rail.js";
import { restoreRecent } from "./recent.js";
import { watchSearch } from "./search.js";
import { setTexts } from "./texts.js";
import { startClock } from "./time.js";

/** @typedef {{agent: {id: string}, admin: string, socket: string, language: string, texts: Record<string, string>}} Config */

function Desk() {
  return html`<div class="desk" data-place=${current.value ? "talk" : "list"}>
    <${Rail} />
    <main class="work"><${Inbox} /><${Talk} /><${Context} /></main>
    <${Palette} /><${KeySheet} /><${Alerts} /><${Announcer} />
  </div>`;
}

/** @param {string} path @returns {string} the same host, as a socket */
function socketUrl(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** @type {Config} */
const config = JSON.parse(document.getElementById("console-config")?.textContent ?? "{}");
setTexts(config.texts, config.language);
admin.value = config.admin;
restorePlaces(config.agent.id);
restoreDrafts(config.agent.id);
restoreRecent(config.agent.id);
startClock();
render(html`<${Desk} />`, /** @type {HTMLElement} */ (document.getElementById("console")));
listenToKeys();
watchFinished();
watchAlerts();
watchSearch();
watchPerson();
watchLooking();
connect(
  { url: socketUrl(config.socket), agent: config.agent.id },
  { onSnapshot: () => (resume(), readAgain()), onReset: reload, onEntry: (entry) => (arrived(entry), heard(entry)) },
);
