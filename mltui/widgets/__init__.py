"""What screens share: table, chart, gauge, log view, status line, dialogs."""
