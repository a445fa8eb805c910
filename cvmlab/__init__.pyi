from .btyd.gamma_gamma import GammaGamma as GammaGamma
from .btyd.pareto_nbd import ParetoNBD as ParetoNBD
from .data.customer_base import CustomerBase as CustomerBase
from .data.customer_base import customer_base as customer_base
from .data.ledger import Ledger as Ledger
from .data.mapping import Mapping as Mapping
from .data.occasions import occasions as occasions
from .data.reading import read_transactions as read_transactions
from .data.transactions import Transactions as Transactions
from .data.workspace import Workspace as Workspace
from .data.workspace import load as load
from .errors import DataProblem as DataProblem
from .figures.pictures import Picture as Picture
from .figures.tables import Table as Table

__version__: str
