"""The municipality's side of the hearing: its own figures, and its answer to them."""
