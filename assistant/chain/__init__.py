"""From hits to an answer that can be trusted: answering, citing, checking."""
