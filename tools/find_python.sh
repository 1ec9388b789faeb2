#!/bin/sh
# Print a Python that can run the portal: $PYTHON if set, else the first fit one on the PATH.
check='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$candidate" -c "$check" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
{
    echo "Cần Python 3.11 trở lên, có venv (Debian, Ubuntu: apt-get install python3-venv)."
    echo "Python 3.11 or newer with venv is needed (Debian, Ubuntu: apt-get install python3-venv)."
    echo "Nếu đặt ở chỗ khác / if it is elsewhere: make run PYTHON=/path/to/python3"
} >&2
exit 1
