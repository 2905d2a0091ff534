from ..util import MARK
