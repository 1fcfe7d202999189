/** What carries and shows conversations: loaded with the first word, or where there was one before. */

import { Conversation } from "./conversation.js";
import { Line } from "./line.js";
import { mine } from "./mine.js";

export const talking = { Conversation, Line, mine };
