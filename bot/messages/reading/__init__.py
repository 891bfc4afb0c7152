"""Reads sentences: tokens → people → badge → what is asked → the rest is the reason.

    tokens(("nominate ", ana, " for Customer Hero because she stayed"))
    read_proposal(text, names, vocabulary(say))

Pure: the names of the catalogue and the words of a language are arguments. Every step is linear in the text.
"""
