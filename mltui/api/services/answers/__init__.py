"""What endpoints answer, one module per service; the things in it are in `mltui.api.types`."""
