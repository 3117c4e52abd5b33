"""The rules that apply in every situation, whatever the reader answered."""

from catalogue.fit.access import ACCESS
from catalogue.fit.safety import SAFETY
from catalogue.fit.standing import STANDING

ALWAYS = (*ACCESS, *SAFETY, *STANDING)
