"""People: who is who, who manages whom, who owns the programme, who is away."""
