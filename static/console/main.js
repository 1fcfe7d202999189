/** The console starts here: configuration, memory, the line to the server, the views. */

import { effect, html, render } from "preact";
import { Alerts } from "./alerts-panel.js";
import { heard, watchAlerts } from "./alerts.js";
import { watchPerson } from "./about.js";
import { Announcer } from "./announce.js";
import { Context } from "./context.js";
import { Talk } from "./conversation.js";
import { arrived, reload, resume } from "./desk.js";
import { restoreDrafts } from "./drafts.js";
import { readAgain, watchFinished } from "./finished.js";
import { forget } from "./hold.js";
import { Inbox } from "./inbox.js";
import { listenToKeys } from "./keys.js";
import { KeySheet } from "./keysheet.js";
import { connect } from "./line.js";
import { admin } from "./may.js";
import { Palette } from "./palette.js";
import { watchLooking } from "./looking.js";
import { current, place, restorePlaces, visit } from "./places.js";
import { Rail } from "./rail.js";
import { restoreRecent } from "./recent.js";
import { watchSearch } from "./search.js";
import { setTexts } from "./texts.js";
import { startClock } from "./time.js";
import { VisitPane } from "./visit-pane.js";
import { Visitors } from "./visitors.js";
import { heardOf, watchLive } from "./watching.js";

/** @typedef {{agent: {id: string}, admin: string, socket: string, language: string, texts: Record<string, string>}} Config */

function Desk() {
  const inbox = place.value === "inbox";
  return html`<div class="desk" data-place=${inbox ? (current.value ? "talk" : "list") : visit.value ? "visit" : "visitors"}>
    <${Rail} />
    ${inbox ? html`<main key="inbox" class="work"><${Inbox} /><${Talk} /><${Context} /></main>` : html`<main key="visitors" class="work"><${Visitors} /><${VisitPane} /></main>`}
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
watchLive();
effect(() => (void place.value, forget()));
connect(
  { url: socketUrl(config.socket), agent: config.agent.id },
  { onSnapshot: () => (resume(), readAgain()), onReset: reload, onEntry: (entry) => (arrived(entry), heard(entry)), onLive: heardOf },
);
