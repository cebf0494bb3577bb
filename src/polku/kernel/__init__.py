"""The pure ground everything stands on: money, working time, text, words, errors, registries, statistics.

No Django here and no clock: every function is the same for the same arguments.

- `errors`     what goes wrong in the domain, with a code, a message and a field
- `money`      integer minor units and a currency
- `calendars`  working hours of a zone, by interval arithmetic
- `text`       search folding, duplicate keys, safe input
- `words`      a text in several languages, with fall-back
- `registry`   printable lists that later domains fill
- `stats`      intervals and survival curves
"""
