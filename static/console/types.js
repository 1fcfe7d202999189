/**
 * The shapes that travel between the wire, the store and the views. Types only, nothing runs here.
 *
 * @typedef {{kind: "visitor"|"agent"|"bot"|"system", id: string|null, name: string|null, avatar: string|null}} Author
 * @typedef {{id: string, name: string}} Department
 * @typedef {Department & {promise_s: number}} OwnDepartment
 * @typedef {Department & {open: boolean, online: boolean, next_open_at: string|null}} Place where a conversation may go
 * @typedef {Colleague & {load: number, capacity: number}} Taker who may be given a conversation
 * @typedef {{id: string, name: string, avatar: string|null, status: Status, reason: string, online: boolean}} Colleague
 * @typedef {{id: string, shortcut: string, text: string, locale: string, department: Department|null, own: boolean}} Canned
 * @typedef {"online"|"away"|"invisible"|"offline"} Status
 * @typedef {{received: number, read: number}} Mark
 *
 * @typedef {object} Message
 * @property {string|null} id
 * @property {string|null} client_id
 * @property {string} kind
 * @property {Author} author
 * @property {"everyone"|"agents"} audience
 * @property {string} text
 * @property {Record<string, any>|null} [data] what it asks, or what it answers
 * @property {FileCard[]} [attachments]
 * @property {string} at
 * @property {string} [edited_at]
 * @property {string} [deleted_at]
 *
 * @typedef {{id: string, name: string, size: number, url: string, thumbnail: string|null, width?: number, height?: number}} FileCard
 *
 * @typedef {object} Entry one line of a conversation's record
 * @property {string} type
 * @property {string} conversation
 * @property {number} seq
 * @property {string} [at]
 * @property {Author} [actor]
 * @property {Message} [message]
 * @property {Author|null} [agent]
 * @property {Department|null} [department]
 * @property {string} [outcome]
 * @property {number} [of] the message that was edited or removed
 * @property {number} [upto]
 * @property {string|null} [until]
 * @property {string[]} [added]
 * @property {string[]} [removed]
 * @property {string[]} [tags]
 * @property {number} [score]
 * @property {string} [comment]
 * @property {string[]} [reasons] why a rating is what it is, as codes
 * @property {boolean} [asked] the visitor asked for another link
 * @property {string} [reason]
 *
 * @typedef {object} Conversation what the list knows of one conversation
 * @property {string} id
 * @property {number} head
 * @property {"queued"|"active"|"closed"} status
 * @property {string} channel
 * @property {{key: string, name: string}|null} site
 * @property {Department|null} department
 * @property {Author|null} agent
 * @property {string} opened_at
 * @property {string|null} queued_at
 * @property {string|null} closed_at
 * @property {{seq: number, text: string, attachments?: {id: string, name: string}[], author: Author, at: string}|null} last
 * @property {number} unread
 * @property {string|null} waiting_since
 * @property {{visitor: Mark, agents: Mark}} marks
 * @property {{id: string, name: string|null, email: string|null, locale: string|null, timezone: string|null, test: boolean, contact: "open"|"quiet"|"none"}} visitor
 * @property {{url: string, title: string, referrer: string}|null} page
 * @property {string[]} tags
 * @property {{until: string|null}|null} snoozed
 * @property {{state: "ready"|"due"|"sending"|"sent"|"failed"|"stopped", at: string|null}|null} follow_up
 *
 * @typedef {{name: string, value: string|number|boolean, origin: "verified"|"said"|"guessed", to: {id: string, name: string|null}|null, at: string|null}} Known a fact with where it is known from
 * @typedef {{url: string, title: string, referrer: string}} Page
 *
 * @typedef {object} About what is known of the person in a conversation
 * @property {string} conversation
 * @property {Known[]} facts
 * @property {Known[]} attributes
 * @property {{started_at: string, page: Page, device: {browser: string, version: string, system: string, kind: string}|null}|null} visit
 * @property {(Conversation & {first: string, outcome: string|null, score: number|null})[]} earlier
 * @property {number} earlier_count
 * @property {{id: string, text: string, author: Author, at: string, edited_at: string|null}[]} notes
 *
 * @typedef {object} Visit one who is on a site now
 * @property {string} id
 * @property {string} site
 * @property {string|null} visitor who it is, once the chat was used
 * @property {string|null} [name] where this agent may know it
 * @property {string|null} [email]
 * @property {"open"|"quiet"|"none"} contact
 * @property {string} since
 * @property {number} visits the how manieth visit this is
 * @property {{url: string, title: string, at: string, active_ms: number}|null} page
 * @property {number} pages
 * @property {number} active_ms
 * @property {boolean} looking whether a page of theirs is in front
 * @property {string} told_at
 * @property {string} source
 * @property {string} source_name
 * @property {Record<string, string>} campaign
 * @property {string} country
 * @property {string} city
 * @property {string} placed_by
 * @property {string} locale
 * @property {string} timezone
 * @property {{browser: string, version: string, system: string, kind: string}|null} device
 * @property {{value?: number|string, currency?: string}|null} basket
 * @property {Invitation|null} [invitation] the newest of this visit
 * @property {boolean} [reachable]
 * @property {number} [came] when they came, while this console looked on
 * @property {number} [left]
 *
 * @typedef {{id: string, state: "delivered"|"shown"|"accepted"|"declined"|"expired"|"cancelled", reason: string, agent: {id: string, name: string}, text: string, at: string, shown_at: string|null, conversation: string|null}} Invitation
 *
 * @typedef {{id: string, name: string, mode: "off"|"cookieless"|"ask"|"full", count: number}} LiveSite with how many are there, whether they have a line or not
 * @typedef {{loaded: boolean, sites: LiveSite[], visits: Record<string, Visit>}} Live
 *
 * @typedef {{url: string, title: string, at: string, active_ms: number, scroll_pct: number}} Look one look at a page
 * @typedef {object} Found what is told of one visit when somebody looks at it
 * @property {string} visit
 * @property {Look[]} path the newest first
 * @property {number} pages
 * @property {string} referrer
 * @property {Record<string, string>} campaign
 * @property {Known[]} facts
 * @property {{id: string, at: string, active_ms: number, pages: number, landing: {url: string, title: string}}[]} earlier
 * @property {number} earlier_count
 * @property {About["earlier"]} conversations
 *
 * @typedef {{entries: Entry[]}} Thread the loaded stretch of a record, always up to its head
 * @typedef {{author: Author, at: number, audience: "everyone"|"agents"}} Typist
 *
 * @typedef {object} Pending a message that is written but not yet stored
 * @property {string} client_id
 * @property {string} text
 * @property {"everyone"|"agents"} audience
 * @property {string} at
 * @property {FileCard[]} [files]
 * @property {string|null} error set when the server refused it for good
 *
 * @typedef {object} State
 * @property {{kind: "agent", id: string, name: string, avatar: string|null, email: string, status: Status, reason: string, role: string, may: string[]}|null} me
 * @property {Record<string, Colleague>} agents
 * @property {OwnDepartment[]} departments
 * @property {Canned[]} canned
 * @property {number} messageChars
 * @property {number} fileBytes
 * @property {boolean} loaded
 * @property {Record<string, Conversation>} conversations
 * @property {Record<string, Thread>} threads
 * @property {Record<string, Record<string, Typist>>} typing
 * @property {Record<string, Author[]>} viewers the agents who look at each conversation
 * @property {Record<string, About>} contexts
 * @property {Record<string, {page: Page, at: string}>} pages where each visitor was seen last, since this page is open
 * @property {Record<string, Pending[]>} pending
 * @property {Record<string, Entry[]>} held own messages whose number is ahead of the record
 */
/**
 * @template T
 * @typedef {{value: T}} Signal a value that views follow
 */

export {};
