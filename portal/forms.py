"""Forms drawn with the classes of Det Fælles Designsystem."""

from django.forms.renderers import TemplatesSetting


class DesignSystemRenderer(TemplatesSetting):
    """Every `{{ form }}` and `{{ field.as_field_group }}` comes out as the design system's markup."""

    form_template_name = "_components/forms/form.html"
    field_template_name = "_components/forms/field.html"
