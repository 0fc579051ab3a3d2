"""The circulars after which pupils are assessed: each a module of its own, with the day it holds from."""
