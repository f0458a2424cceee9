"""`giamngheo precheck`: a page on which a unit tries its workbook before it sends it. Nothing is stored.

A workbook is read, judged and marked in a child process that ends with it, and without the warehouse: who holds a forged
workbook of another unit learns from the page nothing but what he wrote himself.
"""
