"""How large a foreign file may be, said once for every reader.

The figures are far above real catalogues and far below what hurts a machine; a workbook of a
few kilobytes can otherwise unpack to gigabytes.
"""

MOST_FILE_BYTES = 100_000_000
MOST_UNPACKED_BYTES = 100_000_000
MOST_TEXT_BYTES = 50_000_000
MOST_RATIO = 200
#: A part smaller than this may be packed as tightly as it likes (rows of equal cells are).
RATIO_FREE_BYTES = 2_000_000
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_SHARED_TEXTS = 1_000_000
MOST_XML_DEPTH = 64
