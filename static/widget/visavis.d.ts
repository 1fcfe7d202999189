/** What a host page may say to the widget, and what it hears of it; docs/embedding.md has it in words. */

/** What the page knows of the visitor: claimed, not proved. */
interface VisavisVisitor {
  name?: string;
  email?: string;
  phone?: string;
  attributes?: Record<string, string>;
}

/** Where the visitor is; what is left out is taken from the document. */
interface VisavisPage {
  url?: string;
  title?: string;
  referrer?: string;
}

/** What is told of pages, and what may be made of it; `visavis("consent", …)` says so for each or for all. */
type VisavisPurpose = "engagement" | "analytics" | "attribution" | "cross_brand";
type VisavisLeave = "granted" | "refused";

interface VisavisCart {
  /** Such as "49.90". */
  value: string;
  /** Such as "EUR". */
  currency: string;
  items?: number;
}

interface VisavisOrder {
  order_id: string;
  value: string;
  currency: string;
  items?: number;
}

/** What a listener is given for each event. */
interface VisavisEvents {
  ready: undefined;
  open: undefined;
  close: undefined;
  unread: number;
  message: { conversation: string };
  "chat:start": { conversation: string };
  "chat:end": { conversation: string };
  invite: { invitation: string };
  rating: { conversation: string; score: number };
}

interface Visavis {
  (command: "open", text?: string): void;
  (command: "close"): void;
  (command: "toggle"): void;
  (command: "show"): void;
  (command: "hide"): void;
  (command: "prefill", text: string): void;
  (command: "set", visitor: VisavisVisitor): void;
  (command: "page", page?: VisavisPage): void;
  (command: "setLocale", locale?: string): void;
  (command: "setTheme", theme?: "light" | "dark"): void;
  (command: "track", name: string, properties?: Record<string, string | number | boolean | null>): void;
  (command: "cart", cart: VisavisCart): void;
  (command: "order", order: VisavisOrder): void;
  (command: "formError", error: { form: string; field?: string }): void;
  (command: "consent", leave: VisavisLeave | Partial<Record<VisavisPurpose, VisavisLeave>>): void;
  (command: "forget"): void;
  (command: "reset"): void;
  (command: "destroy"): void;
  <Name extends keyof VisavisEvents>(command: "on", event: Name, listener: (detail: VisavisEvents[Name]) => void): void;
  <Name extends keyof VisavisEvents>(command: "off", event: Name, listener: (detail: VisavisEvents[Name]) => void): void;
  /** What was called before the script came. */
  q?: unknown[][];
}

/** The same events on `document`, such as `visavis:unread`; the detail is what a listener is given. */
type VisavisDocumentEvents = { [Name in keyof VisavisEvents as `visavis:${Name}`]: CustomEvent<VisavisEvents[Name]> };

interface DocumentEventMap extends VisavisDocumentEvents {}

interface Window {
  visavis: Visavis;
}

declare const visavis: Visavis;
