"""The only place that knows every part: each process is assembled here."""
