"""What goes down the wire to the terminal: capabilities, sanitising, the output budget."""
