"""From an achievement and the facts of one award to a signed credential: lint, prepare, issue; status lists."""
