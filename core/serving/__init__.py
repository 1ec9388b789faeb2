"""Everything `manage.py serve` needs: the embedded servers and the processes of the portal."""
