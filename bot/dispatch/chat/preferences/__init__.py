"""What people set for themselves in chat: language, holidays, the name on pages."""
