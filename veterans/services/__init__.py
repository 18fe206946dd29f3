"""What changes a person's file, by subject: people, profile, progress, suggestions, pairs, duplicates, merging, claims, disclosure."""

from veterans.services.progress import set_next_step

__all__ = ["set_next_step"]
