"""Metal, enamel, flat colour."""
