"""Numbers to pictures: pure functions from series to what a chart or a log draws."""
