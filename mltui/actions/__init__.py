"""What a person may do to a task, a queue or a model: one table for keys, palette and bulk."""
