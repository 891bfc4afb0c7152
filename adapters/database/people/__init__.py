"""People, workspaces and their accounts: tables and statements."""
