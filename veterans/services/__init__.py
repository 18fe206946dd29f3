"""What changes a person's file, by subject: people, profile, claims, disclosure."""
