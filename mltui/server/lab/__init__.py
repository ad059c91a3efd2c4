"""The simulated cluster of the demo: machines, agents, queues and trainings.

`create_lab(seed=..., now=...)` in `lab.lab` opens one. Its past is not simulated: every curve, log
line and sensor reading is a function of the seed, the place and the time, and is made when it is
first asked for. From its opening on agents take tasks from the queues and train through the same
calls that real ones use; what they and the serving containers measure they report over HTTP, every
ten seconds.
"""
