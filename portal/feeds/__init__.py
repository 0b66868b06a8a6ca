"""The open doors of a directory: the same groups as data, in the formats that others read.

Pure functions from public groups to text or plain values. They know no request, no database and no clock;
`today` is the day in the network's own zone. Sentences are written in the language in force.
"""
