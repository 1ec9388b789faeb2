"""What every room stands on. Names no unit, person or case."""
