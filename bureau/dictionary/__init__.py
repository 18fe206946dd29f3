"""The dictionary desk: entries, what an edit would change, the history, names that the dictionary does not know yet."""
