"""The chapters' models, rules and storage ports: pure, and without a card."""
