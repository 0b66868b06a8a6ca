"""What people pin up, hand over and take home: the booklet, a poster, a sheet of slips, a referral sheet.

The drawings are in templates/print (Typst) and hold no words: everything that is read comes in as data.
Call these functions inside an application context, since the words are looked up in the catalogs.
"""
