"""The first bytes by which the containers of workbooks are known, whatever their name says."""

ZIP_START = b"PK\x03\x04"  # xlsx, xlsm, xlsb, ods
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # xls, and what is encrypted
