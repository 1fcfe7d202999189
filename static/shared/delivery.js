/** What the delivery rules of the wire ask a client to remember. Pure: no network, no clock, no page. */

/** @typedef {{type: string, [field: string]: any}} Frame */
/** @typedef {{frame: Frame, failed?: Frame}} Unsent */

/** Which entries were applied, and how far each conversation's record is known to reach. */
export class Ledger {
  /** @type {Map<string, number>} */
  last = new Map();
  /** @type {Map<string, number>} */
  heads = new Map();

  /** Notes that the record of a conversation reaches at least this far. */
  see(conversation, seq) {
    this.heads.set(conversation, Math.max(seq, this.heads.get(conversation) ?? 0));
  }

  /** Starts a conversation at its present head, unless it is already followed. */
  begin(conversation, head) {
    this.see(conversation, head);
    if (!this.last.has(conversation)) this.last.set(conversation, head);
  }

  /** True when this entry is the next one; it then counts as applied. */
  take(conversation, seq) {
    this.see(conversation, seq);
    if (seq !== (this.last.get(conversation) ?? 0) + 1) return false;
    this.last.delete(conversation); // last touched goes last: see `recent`
    this.last.set(conversation, seq);
    return true;
  }

  /** True when entries of this conversation are missing here. */
  behind(conversation) {
    return (this.heads.get(conversation) ?? 0) > (this.last.get(conversation) ?? 0);
  }

  /** The `last` of a hello, kept far under the size limit of a frame. */
  recent() {
    return Object.fromEntries([...this.last].slice(-400));
  }
}

/** What was written and not yet answered, in order; at most one frame a line is under way. */
export class Outbox {
  /** @type {(Unsent & {sent?: boolean, tries?: number, due?: number})[]} */
  items = [];

  /** The frames to send now: the head of each line, if it is due. */
  ready(now) {
    const lines = new Set();
    return this.items.filter(({ frame, failed, sent, due = 0 }) => {
      const line = lineOf(frame);
      if (lines.has(line)) return false;
      // A refused message does not hold up the next one, a refused opening holds up everything.
      if (!failed || frame.type === "conversation.open") lines.add(line);
      if (failed) return false;
      return !sent && due <= now;
    });
  }

  find(client_id) {
    return this.items.find(({ frame }) => frame.client_id === client_id);
  }

  /** Drops an answered frame; what named a conversation by its opening frame now gets the true id. */
  settle(client_id, conversation) {
    this.items = this.items.filter(({ frame }) => frame.client_id !== client_id);
    for (const { frame } of this.items) if (frame.conversation === client_id) frame.conversation = conversation;
  }
}

/** What a frame is in turn with: its conversation; without one, what else is said of the same thing. */
const lineOf = ({ type, client_id, conversation }) => conversation ?? (type === "conversation.open" ? client_id : type);
