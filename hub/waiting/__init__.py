"""What waits for a person: one list and one count, asked of each app anew and never copied."""
