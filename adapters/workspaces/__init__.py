"""What platforms need stored: workspaces, the conversations in them, and look-ups while a request is answered."""
