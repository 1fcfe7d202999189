/** One conversation as its visitor sees it: the entries of the record, and what follows from them. */

const SHOWN = ["message.created", "conversation.assigned", "conversation.transferred", "conversation.closed", "conversation.reopened"];

/** With an agent it goes on, without one it waits, closed as it may have been. */
const handed = ({ agent }) => ({ agent, status: agent ? "active" : "queued" });

export class Talk {
  /** @type {any[]} entries that are shown, in order */
  entries = [];
  oldest = Infinity; // the lowest seq loaded
  status = "queued";
  unread = 0;
  marks = { visitor: { received: 0, read: 0 }, agents: { received: 0, read: 0 } };
  typing = null;

  constructor(summary) {
    Object.assign(this, summary);
  }

  /** What another tab has to know of it to go on. */
  summary() {
    const { entries, oldest, typing, silent, loading, ...summary } = this;
    return summary;
  }

  get over() {
    return this.status === "closed";
  }

  /** Takes in the next entry of the record. */
  apply(entry) {
    const { type, seq, at, actor } = entry;
    this.add(entry);
    if (type === "message.created") {
      const { author, text, attachments } = entry.message;
      this.last = { seq, text, attachments, author, at };
      if (author.kind !== "visitor") {
        if (!(seq <= this.head)) this.unread++; // a summary has counted what is older than itself
        this.typing = null;
      }
    } else if (type === "conversation.read") {
      this.mark(actor, "read", entry.upto);
      if (actor.kind === "visitor" && entry.upto >= (this.last?.seq ?? 0)) this.unread = 0; // in another tab
    } else if (type === "conversation.closed") Object.assign(this, { status: "closed", closed_at: at, typing: null });
    else if (type === "conversation.assigned") Object.assign(this, { status: "active", agent: entry.agent });
    else if (type === "conversation.transferred") Object.assign(this, { department: entry.department ?? this.department }, handed(entry));
    else if (type === "conversation.reopened") Object.assign(this, { rated: null }, handed(entry));
    else if (type === "conversation.queued") Object.assign(this, { status: "queued", department: entry.department });
  }

  /** Puts an entry in its place in the thread; what is there already stays. */
  add(entry) {
    this.oldest = Math.min(this.oldest, entry.seq);
    if (entry.type === "conversation.rated") this.rated = entry;
    if (entry.of) return this.mend(entry);
    if (!SHOWN.includes(entry.type) || this.entries.some(({ seq }) => seq === entry.seq)) return;
    this.entries.push(entry);
    this.entries.sort((a, b) => a.seq - b.seq);
  }

  /** New words stand where the old ones stood; removed ones leave a sentence. */
  mend({ of, message }) {
    const said = this.entries.find(({ seq }) => seq === of);
    if (said) said.message = message;
    if (this.last?.seq === of) this.last = { ...this.last, text: message.text };
  }

  mark(reader, what, seq) {
    const marks = this.marks[reader.kind === "visitor" ? "visitor" : "agents"];
    marks[what] = Math.max(marks[what], seq);
    if (what === "read") marks.received = Math.max(marks.received, seq);
  }

  /** What the team's screens have done with one of the visitor's messages. */
  fate(seq) {
    const { received, read } = this.marks.agents;
    return seq <= read ? "read" : seq <= received ? "delivered" : "sent";
  }
}
