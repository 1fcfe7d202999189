/** What carries and shows conversations: loaded with the first word, or where there was one before. */

import { Conversation } from "./conversation.js";
import { settle } from "./settle.js";

export const talking = { Conversation, settle };
