"""Letters and jobs: tables and statements."""
