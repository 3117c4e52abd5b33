"""The rules that apply in every situation, whatever the reader answered."""

from catalogue.fit.access import ACCESS
from catalogue.fit.maturity import STANDING
from catalogue.fit.safety import SAFETY

ALWAYS = (*ACCESS, *SAFETY, *STANDING)
