"""One module per service of the API, one method per endpoint.

What the lists (`get_all`, `get_all_ex`) have in common:

- `page` (from 0) and `page_size` (500 at most, more is cut without a word), or `scroll_id` (None
  starts) and `size` to go through all; filters are given anew with each page. No list tells its
  total: `organization.get_entities_count` does.
- `order_by`: fields, with a `-` before those in descending order.
- `only_fields`: what to answer; `project.name` and the like only come if they are in it.
- `tags` and other lists match any of their values; `-archived` excludes one.
- `name` and the like are regular expressions, `search_text` is looked for in several fields.
- Conditions that are no arguments are given as further keywords, such as
  `**{"execution.queue": [id], "started": [since, None]}`; one that the server does not know is
  ignored without a word.

What the events have in common: `samples`, `batch_size` and `iters` limit an answer, `model_events`
asks for what was reported to models, and time stamps are milliseconds since the epoch.
"""
