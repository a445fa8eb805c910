"""What people say at Kestrel, written out: no text here is put together by a program.

``better`` and ``life`` answer the two questions of the survey, ``short`` is what people put who do
not want to answer, ``leaving`` is said in exit interviews, ``shoppers`` and ``clients`` in long
ones. Who says what is decided elsewhere: see ``cvmlab.kestrel.comments`` and
``cvmlab.kestrel.interviews``.
"""
