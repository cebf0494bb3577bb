"""Numbers and papers: gapless series, and PDF from data (F3, E2).

Series are counted under a lock inside the transaction of the document; a paper is drawn from JSON by typst.
"""
