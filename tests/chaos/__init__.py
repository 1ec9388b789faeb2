"""The portal with its processes killed, its queue wiped, its mail stopped and its disk filled.

`make chaos` runs all of it (`python -m tests.chaos --help`); `test_chaos.py` a short form in the gate.
"""
