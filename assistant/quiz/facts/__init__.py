"""What the sources state that can be asked: figures, lists, definitions, procedures, duties."""
