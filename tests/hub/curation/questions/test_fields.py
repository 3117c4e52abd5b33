"""What a question can be about."""

from hub.curation.questions.fields import SUBJECTS
from hub.curation.questions.models import AnsweredQuestion
from hub.records.registry import record_types


def test_a_question_can_be_about_any_kind_of_record():
    assert set(SUBJECTS) == set(record_types) - {"question"}


def test_there_is_a_key_for_each_kind():
    for kind in SUBJECTS:
        field = AnsweredQuestion._meta.get_field(kind)
        assert field.related_model is record_types[kind].model
