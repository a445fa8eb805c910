from .contract_result import ContractValue as ContractValue
from .contracts import contract_value as contract_value
from .discounting import DiscountRate as DiscountRate
from .discounting import discount_rate as discount_rate
from .holdout_result import HoldoutCheck as HoldoutCheck
from .lifetime import lifetime_value as lifetime_value
from .lifetime_result import LifetimeValue as LifetimeValue
from .ranking_result import Ranking as Ranking
