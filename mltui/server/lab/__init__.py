"""The simulated cluster of the demo: machines, agents, queues and trainings."""
