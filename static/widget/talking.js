/** What carries and shows conversations: loaded with the first word, or where there was one before. */

import { Conversation } from "./conversation.js";
import { Invited } from "./invited.js";
import { settle } from "./settle.js";

/** What the page around the chat may say that takes all of this. */
const HEARD = {
  set: ({ line }, { said }) => line.set(said),
  reset({ line }) {
    line.forget();
    location.reload();
  },
  invitation: (house, { invitation }) => house.go(new Invited(house, invitation)),
};

export const talking = { Conversation, settle, hear: (house, told) => HEARD[told.visavis](house, told) };
