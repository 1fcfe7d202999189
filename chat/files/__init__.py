"""Files that come with messages: what is let in, how it is kept and how it is given out."""
