"""Học bạ số: the same facts as XML (CV 2088/BGDĐT-GDTH, specification v1.0), signed by XMLDSig.

What the public sources do not say is a choice of ours, named in `profile.OPEN`.
"""
