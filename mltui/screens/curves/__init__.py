"""Curves of tasks on the screen: the grid of plots that a task and a comparison share."""
