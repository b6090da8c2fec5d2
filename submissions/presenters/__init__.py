"""What pages show: frozen rows and sentences, made of rows of the database, for templates."""
