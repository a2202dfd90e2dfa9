"""What the sections of a rulebook are made of: the frozen class of all of them, and the types of their values."""

from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from rules.conditions import Condition, Measure
from rules.files import forms
from rules.language.parsing import (
    BusinessSpan,
    Money,
    format_business_span,
    format_duration,
    format_money,
    format_percent,
    format_time,
    parse_business_span,
    parse_duration,
    parse_money,
    parse_percent,
    parse_time,
    parse_timezone,
)
from rules.language.reading import parse_condition, parse_measure
from rules.language.writing import write_condition, write_measure


class Section(BaseModel):
    """Unknown keys are refused; nothing changes once it is read."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, use_attribute_docstrings=True
    )


Seconds = Annotated[
    int, BeforeValidator(parse_duration), PlainSerializer(format_duration), WithJsonSchema(forms.DURATION)
]
"""Written as `30 days`, `2 hours`, `24 months`; read as seconds. A month is 30 days, a year 365."""
SomeSeconds = Annotated[Seconds, Field(gt=0)]
BusinessDue = Annotated[
    BusinessSpan,
    PlainValidator(parse_business_span),
    PlainSerializer(format_business_span),
    WithJsonSchema(forms.BUSINESS_SPAN),
]
"""Written as `3 business days` or `4 business hours`; plain days and hours are allowed too."""
When = Annotated[
    Condition,
    PlainValidator(parse_condition),
    PlainSerializer(write_condition),
    WithJsonSchema(forms.CONDITION),
]
MeasureOf = Annotated[
    Measure, PlainValidator(parse_measure), PlainSerializer(write_measure), WithJsonSchema(forms.MEASURE)
]
Amount = Annotated[
    Money, PlainValidator(parse_money), PlainSerializer(format_money), WithJsonSchema(forms.MONEY)
]
"""Written as `1000 EUR`."""
Share = Annotated[
    float, BeforeValidator(parse_percent), PlainSerializer(format_percent), WithJsonSchema(forms.PERCENT)
]
"""Written as `5%`; read as 0.05."""
TimeOfDay = Annotated[
    int, BeforeValidator(parse_time), PlainSerializer(format_time), WithJsonSchema(forms.TIME)
]
"""Written as `09:00`; read as seconds of the day."""
Timezone = Annotated[str, BeforeValidator(parse_timezone), WithJsonSchema(forms.TIMEZONE)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Handle = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=80)]
"""The name of a person or a pool in `people`."""
RuleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
RoleName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
Roles = dict[RoleName, Annotated[int, Field(ge=1)]]
CompanyProperty = Annotated[str, Field(pattern=r"^company\.[a-z][a-z0-9_]*$")]
ContactProperty = Annotated[str, Field(pattern=r"^contact\.[a-z][a-z0-9_]*$")]
Prefix = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,19}$")]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
"""A text for people; it may hold placeholders such as {company.name}."""
