"""Staff pages of directives."""
