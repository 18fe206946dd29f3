"""What changes an employer."""
