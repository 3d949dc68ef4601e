"""What the benchmark is made of.

workplace   where everything is: the data, our homes, the opponents' environments
plain, peer the opponents, each run as its users would
serving     a server in a process of its own, asked over HTTP
timing      how long answers take
tables      results as Markdown
quality     the parts that count right answers
audit       the part that seeds errors into true texts
speed       the parts that take times and memory
page        the part that takes the times of the page, in a browser
hostile     what files made to harm cost
extraction  the part that counts which stated indicators are extracted
importing   how long a workbook of figures takes into the ledger
"""
