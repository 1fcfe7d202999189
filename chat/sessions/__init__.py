"""What a connected reader may say and gets to hear, whether by socket or by HTTP."""
