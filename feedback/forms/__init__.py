"""What people type in, checked: citizens (`public`) and staff (`staff`, `templates`)."""
