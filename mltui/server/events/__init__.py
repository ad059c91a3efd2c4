"""What tasks report to the embedded server: scalars, console lines, plots, images, vectors."""
