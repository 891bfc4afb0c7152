"""Background work: signing, delivering letters, bringing posted cards up to date, timers."""
